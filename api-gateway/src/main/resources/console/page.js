// What the pages of a machine have in common: the ticket out of the address, the stream that it opens, and words.
import { again, place } from "./place.js";

const state = document.getElementById("state");

export function say(text, trouble = false) {
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

/**
 * Opens the stream of the page with the ticket in its address, if there is one.
 *
 * @param {string} stream vnc or console
 * @param {string} title what the page shows
 * @param {string[]} protocols for the WebSocket
 * @param {(socket: WebSocket) => void} opened given the socket at once, before it is open
 * @param {() => void} ended told when it has ended, whatever the reason
 */
export function open(stream, title, protocols, opened, ended) {
  const here = place(window.location, stream);
  document.title = `${here.name} · ${title} · Cairn`;
  document.getElementById("machine").textContent = `${here.namespace}/${here.name}`;
  // A ticket that was used is worth nothing, but it has no place in the history either.
  window.history.replaceState(null, "", window.location.pathname);
  if (here.ticket === "") {
    say(`There is no ticket in the address. ${again(here)}`, true);
    return;
  }
  const url = new URL(here.stream, window.location.href);
  url.searchParams.set("ticket", here.ticket);
  const plain = url.href;
  url.protocol = url.protocol.replace("http", "ws");
  const socket = new WebSocket(url, protocols);
  let wasOpen = false;
  socket.addEventListener("open", () => { wasOpen = true; });
  socket.addEventListener("close", async (event) => {
    ended();
    const why = wasOpen ? event.reason || "the connection ended" : await refusal(plain);
    say(`${why}. ${again(here)}`, true);
  });
  opened(socket);
}
