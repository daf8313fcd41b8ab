// The screen of one machine.
import RFB from "./novnc/core/rfb.js";
import { open, say } from "./page.js";

const screen = document.getElementById("screen");
const keys = document.getElementById("keys");
const full = document.getElementById("full");

function show(socket) {
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

open("vnc", "screen", ["binary"], show, () => {
  keys.disabled = true;
  full.disabled = true;
});
