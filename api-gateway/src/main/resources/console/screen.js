// The screen of one machine: takes the ticket out of the address, opens the stream with it, says in words what happens.
import RFB from "./novnc/core/rfb.js";
import { again, place } from "./place.js";

const screen = document.getElementById("screen");
const state = document.getElementById("state");
const keys = document.getElementById("keys");
const full = document.getElementById("full");
const here = place(window.location);

function say(text, trouble = false) {
  state.textContent = text;
  state.classList.toggle("trouble", trouble);
}

/** A WebSocket that was refused tells no script why; the same question without an upgrade is answered in words. */
async function refusal(url) {
  try {
    const answer = await fetch(url, { credentials: "omit", cache: "no-store" });
    const status = await answer.json();
    return status.message ?? `the server answered ${answer.status}`;
  } catch {
    return "the server cannot be reached";
  }
}

function connect() {
  const url = new URL(here.stream, window.location.href);
  url.searchParams.set("ticket", here.ticket);
  const plain = url.href;
  url.protocol = url.protocol.replace("http", "ws");
  const socket = new WebSocket(url, ["binary"]);
  let opened = false;
  socket.addEventListener("open", () => { opened = true; });
  socket.addEventListener("close", async (event) => {
    keys.disabled = true;
    full.disabled = true;
    const why = opened ? event.reason || "the connection ended" : await refusal(plain);
    say(`${why}. ${again(here)}`, true);
  });
  const rfb = new RFB(screen, socket, { shared: true });
  rfb.scaleViewport = true;
  rfb.focusOnClick = true;
  rfb.addEventListener("connect", () => {
    keys.disabled = false;
    full.disabled = !document.fullscreenEnabled;
    say("Connected");
    rfb.focus();
  });
  rfb.addEventListener("desktopname", (event) => { screen.setAttribute("aria-label", event.detail.name); });
  keys.addEventListener("click", () => {
    rfb.sendCtrlAltDel();
    rfb.focus();
  });
  full.addEventListener("click", async () => {
    await screen.requestFullscreen();
    rfb.focus();
  });
}

document.title = `${here.name} · screen · Cairn`;
document.getElementById("machine").textContent = `${here.namespace}/${here.name}`;
// A ticket that was used is worth nothing, but it has no place in the history either.
window.history.replaceState(null, "", window.location.pathname);
if (here.ticket === "") {
  say(`There is no ticket in the address. ${again(here)}`, true);
} else {
  connect();
}
