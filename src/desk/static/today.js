// The page of today while it stands open: takes in what the server sends, tells of new calls by a sign in the
// title, a sentence for screen readers and, where somebody turned it on, two soft tones. Without it the page is
// a plain one with a link to refresh.
"use strict";

(() => {
  const live = document.getElementById("live");
  const said = document.getElementById("said");
  const stale = document.getElementById("stale");
  if (!live || !window.EventSource) return;

  // ---- What the server sent, put in its place ----

  // An element in which somebody types or has opened something is left as it is, but for its heading.
  const isBusy = (element) =>
    element.querySelector("details[open]") !== null ||
    (element.contains(document.activeElement) && document.activeElement.matches("input, select, textarea"));

  const replace = (old, fresh) => {
    const reachable = "a, button, summary";
    const at = [...old.querySelectorAll(reachable)].indexOf(document.activeElement);
    old.replaceWith(fresh);
    if (at >= 0) fresh.querySelectorAll(reachable)[at]?.focus();
    return fresh;
  };

  const update = (old, fresh) => {
    if (old.hasAttribute("data-list")) {
      merge(old, fresh);
      return old;
    }
    if (old.isEqualNode(fresh)) return old;
    if (!isBusy(old)) return replace(old, fresh);
    const [head, other] = [old.querySelector("[data-head]"), fresh.querySelector("[data-head]")];
    if (head && other && !head.isEqualNode(other)) head.replaceWith(other);
    return old;
  };

  const merge = (list, fresh) => {
    const before = new Map([...list.children].map((it) => [it.dataset.live, it]));
    let last = null;
    for (const item of [...fresh.children]) {
      const old = before.get(item.dataset.live);
      before.delete(item.dataset.live);
      const stays = old ? update(old, item) : item;
      const place = last ? last.nextElementSibling : list.firstElementChild;
      if (place !== stays) list.insertBefore(stays, place);
      last = stays;
    }
    for (const gone of before.values()) if (!isBusy(gone)) gone.remove();
  };

  let newest = null;
  const show = () => {
    if (newest === null) return;
    const fresh = new DOMParser().parseFromString(newest, "text/html").body;
    const before = document.activeElement;
    merge(live, fresh);
    if (document.activeElement !== before && before.isConnected) before.focus();
    tell();
  };
  // What was left alone while somebody was busy with it.
  live.addEventListener("toggle", show, true);
  live.addEventListener("focusout", () => setTimeout(show, 0));

  // ---- New calls ----

  const title = document.title.replace(/^\(\d+\) /, "");
  // Which calls this tab has told of: a page that is loaded again after a form does not tell them anew.
  const TOLD = "welkom-told";
  const tell = () => {
    const calls = [...live.querySelectorAll("[data-call]")];
    document.title = calls.length > 0 ? `(${calls.length}) ${title}` : title;
    const told = new Set(JSON.parse(sessionStorage.getItem(TOLD) ?? "[]"));
    const fresh = calls.filter((it) => !told.has(it.dataset.call));
    sessionStorage.setItem(TOLD, JSON.stringify(calls.map((it) => it.dataset.call)));
    if (fresh.length === 0) return;
    said.textContent = fresh.map((it) => it.querySelector("span").textContent.replace(/\s+/g, " ")).join(". ");
    ring();
  };

  // ---- Sound ----

  const SOUND = "welkom-sound";
  const [button, hint] = ["button", "span"].map((it) => document.querySelector(`#sound ${it}`));
  let audio = null;
  const isOn = () => localStorage.getItem(SOUND) === "on";

  const ring = () => {
    if (!isOn() || audio?.state !== "running") return;
    [[659, 0], [880, 0.25]].forEach(([pitch, after]) => {
      const [tone, loud] = [audio.createOscillator(), audio.createGain()];
      const from = audio.currentTime + after;
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0, from);
      loud.gain.linearRampToValueAtTime(0.2, from + 0.03);
      loud.gain.exponentialRampToValueAtTime(0.001, from + 0.7);
      tone.connect(loud).connect(audio.destination);
      tone.start(from);
      tone.stop(from + 0.75);
    });
  };

  const sayWhetherItSounds = () => {
    button.textContent = isOn() ? button.dataset.off : button.dataset.on;
    hint.hidden = !isOn() || audio?.state === "running";
  };

  // A browser lets a page sound once somebody touched it, or the page before it.
  const wake = () => {
    if (!isOn()) return;
    if (audio === null) {
      audio = new AudioContext();
      audio.addEventListener("statechange", sayWhetherItSounds);
    }
    if (audio.state !== "running") audio.resume().then(sayWhetherItSounds, () => {});
  };

  if (window.AudioContext) {
    document.getElementById("sound").hidden = false;
    button.addEventListener("click", () => {
      localStorage.setItem(SOUND, isOn() ? "off" : "on");
      sayWhetherItSounds();
      wake();
      audio?.resume().then(ring, () => {});
    });
    // Not when a finger comes down: the hint goes then, and what the finger meant moves away beneath it.
    ["click", "keydown"].forEach((it) => document.addEventListener(it, wake));
    wake();
    sayWhetherItSounds();
  }

  // ---- The connection ----

  const SILENT_MS = 40_000;
  const AGAIN_MS = 10_000;
  let source = null;
  let heard = Date.now();

  const hear = (work) => (event) => {
    heard = Date.now();
    stale.hidden = true;
    work(event);
  };

  const connect = () => {
    source?.close();
    source = new EventSource("/today/live");
    source.addEventListener("today", hear((event) => {
      newest = event.data;
      show();
    }));
    source.addEventListener("beat", hear(() => {}));
    // The session ended: what stands here is for hosts who are logged in.
    source.addEventListener("over", () => location.replace("/today"));
    source.addEventListener("error", () => {
      // Otherwise the browser asks again by itself.
      if (source.readyState === EventSource.CLOSED) setTimeout(ask, AGAIN_MS);
    });
  };

  // Why the stream was refused: perhaps nobody is logged in any more.
  const ask = async () => {
    const asked = new AbortController();
    try {
      const answer = await fetch("/today/live", { redirect: "manual", signal: asked.signal });
      asked.abort();
      if (answer.type === "opaqueredirect") return location.replace("/today");
    } catch {
      // No network: the page says that it is old.
    }
    connect();
  };

  setInterval(() => {
    if (Date.now() - heard < SILENT_MS) return;
    stale.hidden = false;
    heard = Date.now();
    connect();
  }, 5_000);

  tell();
  connect();
})();
