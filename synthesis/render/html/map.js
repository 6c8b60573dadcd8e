"use strict";
(() => {
  const root = document.documentElement;
  const stamp = document.querySelector("meta[name=sayso-stamp]").content;
  const live = root.hasAttribute("data-live");
  if (live && location.hash === "#probe" && parent !== window) {
    // This is the look of a page at its own file: tell how it stands, and read no further.
    parent.postMessage({ sayso: stamp }, "*");
    stop();
    return;
  }
  const one = (query, within = document) => within.querySelector(query);
  const all = (query, within = document) => [...within.querySelectorAll(query)];
  const make = (name, kind, text) => {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    if (text) made.textContent = text;
    return made;
  };
  const drawer = "sayso " + location.pathname;
  const recall = () => {
    try { return JSON.parse(sessionStorage.getItem(drawer)) || {}; } catch { return {}; }
  };
  const text = (of) => of ? of.textContent.trim() : "";

  let leaving = false, bar, claims, pairs, cards, voices, facets, find, people, names, shown = null;
  const chosen = {};

  // -- the filter
  const gather = () => {
    bar = one("#filters");
    find = one("#find");
    voices = JSON.parse(bar.dataset.voices).map((voice) => {
      const [who, about] = voice.split("|").map((part) => part ? part.split(" ") : []);
      return { who: who.map((code) => code.match(/[st]\d+/g)), about };
    });
    cards = all(".card").map((el) => ({
      el, code: text(one("code", el)), says: text(one("h4", el)).toLowerCase(), claims: [],
    }));
    const byCode = new Map(cards.map((card) => [card.code, card]));
    claims = all(".p").map((el) => {
      const notes = all("li", el).map((li) => ({ el: li, voice: +li.dataset.v }));
      const claim = { el, notes, is: standing(el), says: null };
      if (!el.id) name(el);
      byCode.get(text(one("summary>small code", el)))?.claims.push(claim);
      return claim;
    });
    pairs = all(".pair").map((el) => ({
      el, claims: claims.filter((claim) => el.contains(claim.el)),
    }));
    facets = all(".facet").map((el) => ({
      el, name: el.dataset.facet,
      boxes: all("input", el).map((box) => ({ box, label: text(box.nextElementSibling) })),
    }));
    for (const facet of facets) chosen[facet.name] = new Set();
    people = new Map(all(".people li").map((li) => [text(one("b", li)), text(li.lastChild)]));
    names = Object.fromEntries(all(".swatch").map((el) => [standing(el), text(el)]));
    count();
  };
  // A claim without a code goes by what it says, so that it is known again on the page after this.
  const sum = (words) => {
    let found = 7;
    for (const letter of words) found = (found * 31 + letter.codePointAt(0)) | 0;
    return (found >>> 0).toString(36);
  };
  const name = (el) => {
    const wanted = "p-" + sum(text(one("summary>span", el)) + text(one("summary>small code", el)));
    let free = wanted;
    for (let at = 2; document.getElementById(free); at++) free = wanted + "-" + at;
    el.id = free;
  };
  const standing = (el) => [...el.classList].find((name) => /^w\d$/.test(name));
  const has = (name) => chosen[name] && chosen[name].size > 0;

  const fits = ({ who, about }, want) =>
    (!want.persona || !about.length || about.some((code) => want.persona.has(code))) &&
    ((!want.source && !want.team) || who.some(([source, team]) =>
      (!want.source || want.source.has(source)) && (!want.team || want.team.has(team))));

  // Who was put for or against a claim speaks on it as well.
  const speaks = (claim, heard) => claim.notes.some((note) => heard[note.voice]);

  // How many claims each value would leave, were it the only one chosen.
  const count = () => {
    for (const facet of facets) for (const { box } of facet.boxes) {
      const want = { [facet.name]: new Set([box.value]) };
      const heard = voices.map((voice) => fits(voice, want));
      const number = claims.filter((claim) => facet.name === "standing"
        ? claim.is === box.value : speaks(claim, heard)).length;
      one("small", box.parentElement).textContent = number;
    }
  };

  const apply = () => {
    const want = {};
    for (const facet of facets) {
      chosen[facet.name] = new Set(facet.boxes.filter((b) => b.box.checked).map((b) => b.box.value));
      if (has(facet.name)) want[facet.name] = chosen[facet.name];
      const number = chosen[facet.name].size;
      one("summary b", facet.el).textContent = number || "";
      facet.el.classList.toggle("on", number > 0);
    }
    const words = find.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const says = (haystack) => words.every((word) => haystack.includes(word));
    const heard = voices.map((voice) => fits(voice, want));
    const byVoice = has("persona") || has("source") || has("team");
    const on = byVoice || has("standing") || words.length > 0;
    const stands = (is) => !want.standing || want.standing.has(is);
    for (const claim of claims) {
      for (const note of claim.notes) note.el.classList.toggle("off", !heard[note.voice]);
      if (words.length) claim.says ??= claim.el.textContent.toLowerCase();
      claim.here = (!byVoice || speaks(claim, heard)) &&
        (!words.length || says(claim.says)) && stands(claim.is);
      claim.el.classList.toggle("off", !claim.here);
    }
    // What stands against a claim stays beside it.
    for (const pair of pairs) {
      const here = pair.claims.some((claim) => claim.here);
      pair.el.classList.toggle("off", !here);
      for (const claim of pair.claims) {
        claim.el.classList.toggle("off", !here);
        claim.el.classList.toggle("beyond", here && !claim.here);
      }
    }
    for (const card of cards) {
      card.here = card.claims.some((claim) => claim.here) ||
        (!byVoice && !has("standing") && says(card.says));
      card.el.classList.toggle("off", !card.here);
    }
    root.classList.toggle("filtered", on);
    fold(on);
    tell(on);
    keep();
    if (shown) show(shown, false);
  };

  // What is folded away is no answer to a filter: unfold it, and fold it again afterwards.
  const fold = (on) => {
    for (const more of all(".more")) {
      if (on && !more.open) { more.open = true; more.dataset.ours = ""; }
      if (!on && "ours" in more.dataset) { more.open = false; delete more.dataset.ours; }
    }
  };

  const tell = (on) => {
    const here = (list) => list.filter((each) => each.here).length;
    const much = (list, word) => (on ? here(list) + " of " : "") + list.length + " " + word +
      (list.length === 1 ? "" : "s");
    const found = much(claims, "claim") + " · " + much(cards, "touchpoint");
    one("#count").textContent = found;
    one("#reset").hidden = !on;
    const only = one("#only");
    only.hidden = !on;
    const parts = facets.filter((facet) => has(facet.name)).map((facet) =>
      text(one("legend", facet.el)).toLowerCase() + " " +
      facet.boxes.filter((b) => b.box.checked).map((b) => b.label).join(" or "));
    if (find.value.trim()) parts.push("with “" + find.value.trim() + "”");
    only.textContent = "Filtered: " + parts.join("; ") + ". " + found + " shown; mood, figures and " +
      "what stands below the map are of the whole map.";
  };

  const query = () => {
    const found = new URLSearchParams();
    for (const facet of facets) for (const { box, label } of facet.boxes) {
      if (box.checked) found.append(facet.name, label);
    }
    if (find.value.trim()) found.set("find", find.value.trim());
    return found.toString();
  };
  const read = (typed) => {
    const found = new URLSearchParams(typed);
    for (const facet of facets) for (const { box, label } of facet.boxes) {
      box.checked = found.getAll(facet.name).includes(label);
    }
    find.value = found.get("find") || "";
  };
  const keep = () => {
    const now = query();
    const here = location.hash.slice(1);
    if (now === here || (!now && !here.includes("="))) return;
    try { history.replaceState(null, "", "#" + now); } catch { /* the session keeps it */ }
  };
  const reset = () => { read(""); apply(); find.focus(); };

  // -- evidence
  const show = (id, focus = true) => {
    const of = document.getElementById(id);
    if (!of || !of.matches(".p,.card")) return hide(false);
    const panel = one("#panel");
    shown = id;
    for (const old of all(".chosen")) old.classList.remove("chosen");
    of.classList.add("chosen");
    const close = make("button", "close", "Close");
    close.type = "button";
    close.addEventListener("click", () => hide());
    panel.replaceChildren(close, ...(of.matches(".card") ? card(of) : claim(of)));
    const before = panel.hidden;
    panel.hidden = false;
    root.classList.add("aside");
    if (before || focus) panel.scrollTop = 0;
    if (focus) panel.focus({ preventScroll: true });
    beyond();
  };
  const hide = (focus = true) => {
    const was = shown && document.getElementById(shown);
    shown = null;
    one("#panel").hidden = true;
    root.classList.remove("aside");
    beyond();
    for (const old of all(".chosen")) old.classList.remove("chosen");
    if (was && focus) one("summary", was).focus({ preventScroll: true });
  };
  const lane = (of) => of.dataset.lane || text(one(".lane", of.closest(".cell")));
  const claim = (of) => {
    const pair = of.closest(".pair");
    const beside = pair ? all(".p", pair).filter((other) => other !== of) : [];
    const stage = text(one("h2", of.closest(".stage")));
    return [make("p", "where", stage + " · " + lane(of)), about(of, "h2"),
      ...beside.flatMap((other) => [versus(), about(other, "h3")])];
  };
  const versus = () => {
    const sign = make("p", "versus");
    sign.append(make("span", "", "⇄ against it"));
    return sign;
  };
  const about = (of, level) => {
    const head = make("div", "about-claim");
    const foot = one("summary>small", of).cloneNode(true);
    if (standing(of)) {
      foot.classList.add(standing(of));
      one("b", foot).after(make("span", "word", names[standing(of)]));
    }
    const title = make(level);
    title.append(...one("summary>span", of).cloneNode(true).childNodes);
    head.append(title, foot);
    for (const part of [...of.children].slice(1)) {
      head.append(part.matches("ul") ? notes(part) : part.cloneNode(true));
    }
    return head;
  };
  // In the panel there is room to say who a code is.
  const notes = (of) => {
    const list = of.cloneNode(true);
    for (const small of all("small", list)) {
      const [who, ...rest] = small.textContent.split("; ");
      const known = who.split(", ").map((part) => {
        const code = part.replace(/^[+-]/, "");
        if (!people.has(code)) return part;
        const stance = { "+": " agrees", "-": " disagrees" }[part[0]] || "";
        return code + " " + people.get(code) + stance;
      });
      small.textContent = [known.join("; "), ...rest].join(" · ");
    }
    return list;
  };
  const card = (of) => {
    const head = make("div", "about-card");
    head.append(make("p", "where", text(one("h2", of.closest(".stage")))));
    const title = make("h2");
    title.append(...one("h4", of).cloneNode(true).childNodes);
    head.append(title);
    for (const part of all("summary>.meta", of)) head.append(part.cloneNode(true));
    for (const part of [...of.children].slice(1)) {
      if (!part.matches(".holds")) head.append(part.cloneNode(true));
    }
    const its = cards.find((each) => each.el === of).claims;
    const filtered = root.classList.contains("filtered");
    let now = "";
    for (const { el } of its.filter((p) => !filtered || !p.el.classList.contains("off"))) {
      if (el.dataset.lane) head.append(versus());
      else if (lane(el) !== now) head.append(make("h3", "where", now = lane(el)));
      head.append(about(el, "h4"));
    }
    return [head];
  };
  const go = (id) => {
    const of = document.getElementById(id);
    if (!of) return;
    for (let up = of.parentElement; up; up = up.parentElement) if (up.matches("details")) up.open = true;
    if (of.matches("details.list")) of.open = true;
    of.scrollIntoView({ block: "center", inline: "center" });
    if (of.matches(".p,.card")) show(id);
  };

  // -- stages that lie beyond the right edge
  const beyond = () => {
    const onward = one("#onward");
    const right = innerWidth - (root.classList.contains("aside") ? one("#panel").offsetWidth : 0);
    // More than half of it has to be seen to be read.
    const out = all(".stage>header").filter((head) => {
      const box = head.getBoundingClientRect();
      return box.left + box.width / 2 > right;
    });
    onward.hidden = !out.length;
    onward.textContent = out.length === 1
      ? text(one("h2", out[0])).replace(/\s+/g, " ") : "+ " + out.length + " stages";
  };

  // -- what is open and where one is, over a reload
  const remember = (more) => {
    const open = all("details[open][id]").filter((each) => !("ours" in each.dataset));
    const marks = all("[id].card,[id].p,section.stage>header>h2");
    const edge = marks.find((each) => {
      const box = each.getBoundingClientRect();
      return box.height && box.bottom > 120 && box.right > 200;
    });
    const state = {
      query: query(), shown, first: shown && one("#" + CSS.escape(shown) + ">ul>li")?.textContent, open: open.map((each) => each.id), x: scrollX, y: scrollY,
      edge: edge && edge.id, top: edge && edge.getBoundingClientRect().top,
      left: edge && edge.getBoundingClientRect().left,
      focus: document.activeElement && document.activeElement.id,
      typed: document.activeElement === find ? [find.value, find.selectionStart, find.selectionEnd] : null,
      facet: facets.filter((facet) => facet.el.open).map((facet) => facet.name), ...more,
    };
    try { sessionStorage.setItem(drawer, JSON.stringify(state)); } catch { /* private window */ }
  };
  const prints = () =>
    Object.fromEntries([...cards, ...claims].map(({ el }) => [el.id, sum(el.textContent)]));
  // A claim that was worded anew is still known by its first note.
  const known = ({ shown, first }) => document.getElementById(shown) || !first ? shown
    : claims.find(({ notes }) => notes[0] && notes[0].el.textContent === first)?.el.id;
  const restore = () => {
    const state = recall();
    const again = performance.getEntriesByType("navigation")[0]?.type === "reload";
    const hash = location.hash.slice(1);
    const typed = hash.includes("=");
    if (typed || (again && state.query)) read(typed ? hash : state.query);
    if (again && state.typed) find.value = state.typed[0];
    if (again) {
      for (const id of state.open || []) {
        const each = document.getElementById(id);
        if (each) each.open = true;
      }
      for (const facet of facets) facet.el.open = (state.facet || []).includes(facet.name);
    }
    apply();
    if (!again) { if (hash && !typed) go(hash); return; }
    if (state.shown) show(known(state), false);
    if (state.was) {
      const now = prints();
      for (const id in now) {
        if (state.was[id] !== now[id]) document.getElementById(id).classList.add("fresh");
      }
    }
    const edge = state.edge && document.getElementById(state.edge);
    scrollTo(state.x, state.y);
    if (edge) {
      const box = edge.getBoundingClientRect();
      if (box.height) scrollBy(box.left - state.left, box.top - state.top);
    }
    if (state.typed) { find.focus(); find.setSelectionRange(state.typed[1], state.typed[2]); }
    else if (state.focus) document.getElementById(state.focus)?.focus({ preventScroll: true });
  };

  // -- following the file
  const follow = () => {
    const sign = one("#live");
    let frame = null, missed = 0;
    const say = (is, words) => { sign.className = "live " + is; sign.textContent = words; };
    say("on", "live");
    addEventListener("message", (event) => {
      if (!frame || event.source !== frame.contentWindow || !event.data?.sayso) return;
      missed = 0;
      if (event.data.sayso === stamp) { say("on", "live"); return; }
      frame = null;
      remember({ was: prints() });
      leaving = true;
      location.reload();
    });
    const look = () => {
      if (document.hidden) return;
      if (frame && ++missed > 4) say("lost", "not followed any more: sayso was closed, and its file is gone");
      frame?.remove();
      frame = make("iframe");
      frame.hidden = true;
      frame.setAttribute("sandbox", "allow-scripts");
      frame.src = location.href.split("#")[0] + "#probe";
      document.body.append(frame);
    };
    setInterval(look, 900);
    document.addEventListener("visibilitychange", look);
  };

  addEventListener("DOMContentLoaded", () => {
    root.classList.add("js");
    history.scrollRestoration = "manual";
    gather();
    bar.hidden = false;
    const heads = () => root.style.setProperty("--heads", one(".corner").offsetHeight + "px");
    heads();
    addEventListener("resize", heads);
    restore();
    beyond();
    addEventListener("scroll", beyond, { passive: true });
    addEventListener("resize", beyond);
    one("#onward").addEventListener("click", () => scrollBy({ left: innerWidth / 2 }));
    bar.addEventListener("change", apply);
    find.addEventListener("input", apply);
    one("#reset").addEventListener("click", reset);
    addEventListener("hashchange", () => {
      const hash = location.hash.slice(1);
      if (hash.includes("=")) { read(hash); apply(); } else if (hash) go(hash);
    });
    addEventListener("pagehide", () => { if (!leaving) remember({}); });
    document.addEventListener("click", (event) => {
      const link = event.target.closest('a[href^="#"]');
      const to = link && document.getElementById(link.getAttribute("href").slice(1));
      if (to && to.matches(".p,.card")) { event.preventDefault(); go(to.id); return; }
      const summary = event.target.closest("summary");
      const of = summary && summary.parentElement;
      if (of && of.matches(".p,.card")) {
        event.preventDefault();
        if (shown === of.id) hide(); else show(of.id);
        return;
      }
      for (const facet of facets) if (!facet.el.contains(event.target)) facet.el.open = false;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        const open = facets.find((facet) => facet.el.open);
        if (open) { open.el.open = false; one("summary", open.el).focus(); }
        else if (shown) hide();
        else if (root.classList.contains("filtered")) reset();
      } else if (event.key === "/" && !event.target.closest("input")) {
        event.preventDefault();
        find.focus();
      }
    });
    if (live) follow();
  });
})();
