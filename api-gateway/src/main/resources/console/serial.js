// The serial console of one machine: a terminal of the size that a guest takes a serial line to have.
import { Terminal } from "./xterm/lib/xterm.mjs";
import { open, say } from "./page.js";

const CHUNK = 16384; // of a long paste; the server takes frames of 64 KiB
const encoder = new TextEncoder();
const terminal = new Terminal({
  cols: 80,
  rows: 24,
  scrollback: 5000,
  theme: { background: "#16181b" },
});

function attach(socket) {
  socket.binaryType = "arraybuffer";
  const send = (bytes) => {
    for (let at = 0; at < bytes.length && socket.readyState === WebSocket.OPEN; at += CHUNK) {
      socket.send(bytes.subarray(at, at + CHUNK));
    }
  };
  socket.addEventListener("open", () => {
    say("Connected. Press Enter if nothing shows");
    terminal.focus();
  });
  socket.addEventListener("message", (event) => {
    terminal.write(typeof event.data === "string" ? event.data : new Uint8Array(event.data));
  });
  terminal.onData((typed) => send(encoder.encode(typed)));
  terminal.onBinary((typed) => send(Uint8Array.from(typed, (letter) => letter.charCodeAt(0))));
}

terminal.open(document.getElementById("terminal"));
open("console", "serial console", [], attach, () => { terminal.options.disableStdin = true; });
