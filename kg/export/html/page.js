// The page of `kg export graph.html`. Everything it shows lies in blocks of the file; it asks nothing of a network.
"use strict";
(async () => {
  const $ = (id) => document.getElementById(id);
  const head = JSON.parse($("head").textContent);
  const words = head.words;
  const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  if (typeof DecompressionStream === "undefined") {
    $("holds").textContent = words.too_old;
    return;
  }
  const formatted = new Intl.NumberFormat(head.language, { maximumFractionDigits: 2 });
  const number = (value) => formatted.format(value);

  // ---- what is in the file

  const NARROW = matchMedia("(max-width: 760px)").matches;
  const START = NARROW ? 22 : 36; // nodes of the first picture
  const WHOLE = START * 1.5; // what is no more than this is drawn whole
  const STEP = 12; // nodes that one expansion adds
  const MOST = 240; // nodes of a picture that can still be read
  const PAGE = 20; // facts and neighbours listed at a time

  async function unpacked(id) {
    const letters = atob($(id).textContent);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  }

  const opened = new Map(); // the blocks read last
  function row(name, n) {
    const id = `${name}-${Math.floor(n / head.block)}`;
    const block = opened.get(id) ?? unpacked(id);
    opened.delete(id);
    opened.set(id, block);
    if (opened.size > 24) opened.delete(opened.keys().next().value);
    return block.then((rows) => rows[n % head.block]);
  }

  const { nodes, edges, facts } = await unpacked("index");
  $("index").remove();
  const N = nodes.id.length;
  const E = edges.source.length;
  const F = facts.year.length;

  /** Rows of pairs, by the first of each: those of `n` lie in `items` from `starts[n]` to `starts[n + 1]`. */
  function grouped(pairs, size) {
    const starts = new Int32Array(size + 1);
    pairs((n) => starts[n + 1]++);
    for (let n = 0; n < size; n++) starts[n + 1] += starts[n];
    const next = starts.slice(0, size);
    const items = new Int32Array(starts[size]);
    pairs((n, item) => (items[next[n]++] = item));
    return { starts, items };
  }
  // An edge is numbered e from its source and -1 - e from its target.
  const beside = grouped((add) => {
    for (let e = 0; e < E; e++) {
      add(edges.source[e], e);
      add(edges.target[e], -1 - e);
    }
  }, N);
  const factsOf = grouped((add) => {
    facts.ends.forEach((ends, f) => new Set(ends).forEach((n) => add(n, f)));
  }, N);
  facts.ends = null;
  const degree = (n) => beside.starts[n + 1] - beside.starts[n];
  function* around(n) {
    for (let i = beside.starts[n]; i < beside.starts[n + 1]; i++) {
      const e = beside.items[i];
      yield e >= 0 ? [edges.target[e], e, true] : [edges.source[-1 - e], -1 - e, false];
    }
  }
  const statusIds = head.statuses.map((status) => status.id);

  // ---- how things look: a colour and a sign each, so that nothing is told by colour alone

  const LOOKS = {
    "ct:PartyCommittee": ["#22448c", "M12 2.6l2.9 6.1 6.6.8-4.9 4.6 1.3 6.6L12 17.4l-5.9 3.3 1.3-6.6L2.5 9.5l6.6-.8z", 3],
    "org:Organization": ["#3f7fbf", "M12 3L3 8v2h18V8zM5 11.5v6h3v-6zm5.5 0v6h3v-6zm5.5 0v6h3v-6zM3 19v2h18v-2z", 3],
    "org:OrganizationalUnit": ["#5a93a8", "M9 3h6v5h-2v3h6v4h2v5h-6v-5h2v-2H7v2h2v5H3v-5h2v-4h6V8H9z", 2],
    "ct:Official": ["#7b4fa0", "M12 11.5a4.5 4.5 0 100-9 4.5 4.5 0 000 9zm0 2c-4.5 0-8.5 2.2-8.5 5.5V21h17v-2c0-3.3-4-5.5-8.5-5.5z", 2],
    "ct:Enterprise": ["#8a6a2f", "M3 21V9l6 4V9l6 4V4h6v17z", 2],
    "ct:Directive": ["#2d333d", "M5 2h10l4 4v16H5zm3 7v2h8V9zm0 4v2h8v-2zm0 4v2h5v-2z", 3],
    "ct:AdministrativeUnit": ["#76858e", "M12 2a7 7 0 00-7 7c0 5.2 7 13 7 13s7-7.8 7-13a7 7 0 00-7-7zm0 9.5a2.5 2.5 0 110-5 2.5 2.5 0 010 5z", 0.3],
    "ct:Target": ["#8d8d8d", "M12 2a10 10 0 100 20 10 10 0 000-20zm0 3.5a6.5 6.5 0 110 13 6.5 6.5 0 010-13zM12 9a3 3 0 100 6 3 3 0 000-6z", 1.5],
    "schema:NewsArticle": ["#a08c5b", "M3 4h18v16H3zm3 3v4h5V7zm7 0v2h5V7zm0 4v2h5v-2zm-7 4v2h12v-2z", 1],
  };
  const OTHER = ["#777777", "M4 6h7v7c0 3-2 5-5 5v-2.5c1.5 0 2.5-1 2.5-2.5H4zm9 0h7v7c0 3-2 5-5 5v-2.5c1.5 0 2.5-1 2.5-2.5H13z", 1];
  const STATUS_LOOKS = {
    exceeded: ["#00795a", "M12 2.5l8 8-2.3 2.3L12 7.1l-5.7 5.7L4 10.5zm0 8.5l8 8-2.3 2.3L12 15.6l-5.7 5.7L4 19z"],
    met: ["#00795a", "M9.5 19L2.5 12 5 9.5l4.5 4.5L19 4.5 21.5 7z"],
    missed: ["#b84a00", "M5.5 3L12 9.5 18.5 3 21 5.5 14.5 12l6.5 6.5-2.5 2.5L12 14.5 5.5 21 3 18.5 9.5 12 3 5.5z"],
    disagree: ["#9a7400", "M4 7h8.5l2-4 2.3 1.1L15.4 7H20v3h-6.1l-1.5 3H20v3h-9.1l-2 4-2.3-1.1L8 16H4v-3h5.5l1.5-3H4z"],
  };
  const kindLooks = head.kinds.map((kind) => LOOKS[kind.id] ?? OTHER);
  const TARGET = head.kinds.findIndex((kind) => kind.id === "ct:Target");
  const PLACE = head.kinds.findIndex((kind) => kind.id === "ct:AdministrativeUnit");
  const ARTICLE = head.kinds.findIndex((kind) => kind.id === "schema:NewsArticle");

  /** What documents say came of a target: the id of a status, "disagree", or null. */
  function statusOf(n) {
    if (nodes.kind[n] !== TARGET) return null;
    const said = new Set();
    for (let i = factsOf.starts[n]; i < factsOf.starts[n + 1]; i++) {
      const status = facts.status[factsOf.items[i]];
      if (status >= 0) said.add(statusIds[status]);
    }
    if (said.has("missed")) return said.size > 1 ? "disagree" : "missed";
    return said.has("exceeded") ? "exceeded" : said.has("met") ? "met" : null;
  }
  const lookOf = (n) => STATUS_LOOKS[statusOf(n)] ?? kindLooks[nodes.kind[n]];
  const capital = (text) => text.charAt(0).toLocaleUpperCase(head.language) + text.slice(1);
  const kindName = (n) => capital(head.kinds[nodes.kind[n]].label);
  const iri = (n) => (/^\w+:\/\//.test(nodes.id[n]) ? nodes.id[n] : head.base + nodes.id[n]);
  const period = (from, to) => (from === null ? "" : from === to ? `${from}` : `${from}–${to}`);

  /** What stands in the picture: of a target what is measured, when, and its figure. */
  function caption(n) {
    if (nodes.kind[n] !== TARGET || !nodes.short[n]) return [nodes.label[n]];
    // Where sources disagree every figure that one of them gives is told.
    const told = (column) => {
      const found = [...new Set([...factsOf.items.subarray(factsOf.starts[n], factsOf.starts[n + 1])].map((f) => facts[column][f]))].filter((value) => value !== null);
      return found.length ? found.slice(0, 3).map(number).join(" ≠ ") + (found.length > 3 ? " …" : "") : null;
    };
    const achieved = told("achieved");
    const planned = told("planned");
    const figure = achieved === null && planned === null ? "" : `: ${achieved ?? "–"}${planned === null ? "" : `/${planned}`}`;
    return [nodes.short[n][0].toUpperCase() + nodes.short[n].slice(1), `${period(nodes.year[n], nodes.to[n])}${figure}`];
  }

  const paths = new Map();
  const path = (text) => paths.get(text) ?? paths.set(text, new Path2D(text)).get(text);
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value !== false && value !== null) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }
  function sign([colour, shape], round = true) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", round ? "-9 -9 42 42" : "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const drawn = document.createElementNS(space, "path");
    drawn.setAttribute("d", shape);
    drawn.setAttribute("fill", round ? "#fff" : "currentColor");
    drawn.setAttribute("fill-rule", "evenodd");
    if (round) {
      svg.setAttribute("class", "icon");
      svg.style.background = colour;
    }
    svg.append(drawn);
    return svg;
  }

  // ---- filters

  const filters = { kinds: new Set(), statuses: new Set(), year: null };
  const filtered = () => filters.statuses.size > 0 || filters.year !== null;
  const fits = (f) =>
    !filters.statuses.has(facts.status[f]) &&
    (filters.year === null || (facts.year[f] !== null && facts.year[f] <= filters.year && filters.year <= facts.to[f]));
  const kept = new Uint8Array(N); // what the filters leave
  const weight = new Float32Array(N); // how much there is to read of it

  function applyFilters() {
    const fitting = new Uint8Array(F);
    for (let f = 0; f < F; f++) fitting[f] = fits(f) ? 1 : 0;
    const spoken = new Uint8Array(N);
    for (let n = 0; n < N; n++) {
      let count = 0;
      for (let i = factsOf.starts[n]; i < factsOf.starts[n + 1]; i++) count += fitting[factsOf.items[i]];
      spoken[n] = count ? 1 : 0;
      weight[n] = kindLooks[nodes.kind[n]][2] * Math.log2(2 + count) + Math.log2(1 + degree(n)) / 8;
    }
    for (let n = 0; n < N; n++) {
      // What no claim speaks of, such as an official, stays with what it stands beside.
      kept[n] = !filtered() || spoken[n] ? 1 : 0;
      if (!kept[n] && factsOf.starts[n] === factsOf.starts[n + 1]) for (const [other] of around(n)) if (spoken[other]) kept[n] = 1;
    }
    const counts = new Int32Array(head.kinds.length);
    for (let n = 0; n < N; n++) {
      if (kept[n]) counts[nodes.kind[n]]++;
      if (filters.kinds.has(nodes.kind[n])) kept[n] = 0;
    }
    counts.forEach((count, kind) => ($(`kind-${kind}`).textContent = number(count)));
    const byStatus = new Map();
    for (let f = 0; f < F; f++)
      if (filters.year === null || (facts.year[f] !== null && facts.year[f] <= filters.year && filters.year <= facts.to[f]))
        byStatus.set(facts.status[f], (byStatus.get(facts.status[f]) ?? 0) + 1);
    for (let status = -1; status < statusIds.length; status++) $(`status-${status}`).textContent = number(byStatus.get(status) ?? 0);
    $("reset").disabled = !filtered() && filters.kinds.size === 0;
  }

  function chip(list, set, value, look, label, count) {
    const box = element("input", { type: "checkbox", checked: true });
    const line = element("label", {}, box, look, element("span", {}, label), element("span", { id: count }));
    box.addEventListener("change", () => {
      box.checked ? set.delete(value) : set.add(value);
      line.classList.toggle("off", !box.checked);
      filtersChanged();
    });
    list.append(element("li", {}, line));
  }
  head.kinds.forEach((kind, n) => chip($("kinds"), filters.kinds, n, sign(kindLooks[n]), capital(kind.label), `kind-${n}`));
  head.statuses.forEach((status, n) => chip($("statuses"), filters.statuses, n, sign(STATUS_LOOKS[status.id] ?? OTHER), capital(status.label), `status-${n}`));
  chip($("statuses"), filters.statuses, -1, sign(LOOKS["ct:Target"]), words.no_status, "status--1");
  $("statuses").append(element("li", {}, element("label", {}, sign(STATUS_LOOKS.disagree), element("span", {}, words.disagree))));
  const years = new Set();
  for (let f = 0; f < F; f++) if (facts.year[f] !== null) for (let y = facts.year[f]; y <= Math.min(facts.to[f], facts.year[f] + 30); y++) years.add(y);
  [...years].sort((a, b) => b - a).forEach((year) => $("year").append(element("option", { value: year }, `${year}`)));
  $("year").addEventListener("change", () => {
    filters.year = $("year").value === "" ? null : Number($("year").value);
    filtersChanged();
  });
  $("reset").addEventListener("click", () => {
    filters.kinds.clear();
    filters.statuses.clear();
    filters.year = null;
    $("year").value = "";
    for (const box of $("legend").querySelectorAll("input")) {
      box.checked = true;
      box.parentNode.classList.remove("off");
    }
    filtersChanged();
  });

  // ---- which part is in the picture

  const shown = new Map(); // node -> its place {n, x, y}, in the order in which they came
  let chosen = null;
  let hovered = null;

  /** The neighbours of a node that are not in the picture, the weightiest first, each class in its turn. */
  function candidates(n) {
    const classes = new Map();
    const seen = new Set([n]);
    for (const [other] of around(n)) {
      if (seen.has(other) || shown.has(other) || !kept[other]) continue;
      seen.add(other);
      const kind = nodes.kind[other];
      classes.has(kind) ? classes.get(kind).push(other) : classes.set(kind, [other]);
    }
    const queues = [...classes.values()];
    queues.forEach((queue) => queue.sort((a, b) => weight[b] - weight[a] || a - b));
    queues.sort((a, b) => weight[b[0]] - weight[a[0]] || a[0] - b[0]);
    const found = [];
    for (let turn = 0; found.length < seen.size - 1; turn++) for (const queue of queues) if (turn < queue.length) found.push(queue[turn]);
    return found;
  }

  function put(n, near = null) {
    if (shown.has(n)) return false;
    const from = shown.get(near) ?? { x: 0, y: 0 };
    // Spread as seeds of a sunflower are, so that the same picture comes each time.
    const turn = shown.size * 2.399963;
    shown.set(n, { n, x: from.x + 34 * Math.cos(turn), y: from.y + 34 * Math.sin(turn) });
    return true;
  }

  /** Fill the picture up to so many nodes, outwards from what is in it, and on from what is spoken of most. */
  function grow(limit) {
    const order = [...shown.keys()];
    let best = null;
    for (;;) {
      for (let i = 0; i < order.length && shown.size < limit; i++) {
        // Places and articles join nearly everything with everything: they come when they are asked for, or when nothing else is left.
        for (const other of candidates(order[i]).filter((one) => !backdrop(one)).slice(0, i === 0 ? 10 : 5)) {
          if (shown.size >= limit) break;
          put(other, order[i]);
          order.push(other);
        }
      }
      if (shown.size >= limit) return;
      best ??= ranked();
      const next = best.find((n) => !shown.has(n));
      if (next === undefined) return;
      put(next);
      order.splice(0, order.length, next);
    }
  }

  const backdrop = (n) => nodes.kind[n] === PLACE || nodes.kind[n] === ARTICLE;

  function ranked() {
    const found = [];
    for (let n = 0; n < N; n++) if (kept[n]) found.push(n);
    return found.sort((a, b) => backdrop(a) - backdrop(b) || weight[b] - weight[a] || a - b);
  }

  function startOver() {
    shown.clear();
    const all = kept.reduce((sum, one) => sum + one, 0);
    if (chosen !== null && kept[chosen]) put(chosen);
    else head.start.filter((n) => kept[n]).forEach((n) => put(n));
    grow(all <= WHOLE ? WHOLE : START);
    settle(true);
  }

  function filtersChanged() {
    applyFilters();
    for (const n of [...shown.keys()]) if (!kept[n]) shown.delete(n);
    if (shown.size < START) grow(START);
    settle(true);
    look();
    tell(shown.size ? say("shown", { n: number(shown.size), of: number(N) }) : words.nothing_kept);
  }

  /** Take the earliest off that neither are chosen nor stand beside what is. */
  function makeRoom() {
    const near = new Set([chosen]);
    if (chosen !== null) for (const [other] of around(chosen)) near.add(other);
    let gone = 0;
    for (const n of [...shown.keys()]) {
      if (shown.size <= MOST) break;
      if (!near.has(n)) {
        shown.delete(n);
        gone++;
      }
    }
    return gone;
  }

  function expand(n) {
    put(n);
    const added = candidates(n).slice(0, STEP).filter((other) => put(other, n));
    const gone = makeRoom();
    settle(false);
    look();
    tell(say("added", { n: added.length }) + (gone ? ` ${say("made_room", { n: gone })}` : ""));
  }

  // ---- the picture

  const graph = new graphology.MultiDirectedGraph();
  const overlay = element("canvas", { id: "labels", "aria-hidden": "true" });
  let sigma = null;
  let running = 0;
  const radius = (n) => (NARROW ? 0.75 : 1) * Math.min(19, 8 + 1.1 * Math.log2(1 + factsOf.starts[n + 1] - factsOf.starts[n] + degree(n) / 4)) + (n === chosen ? 2 : 0);

  function rebuild() {
    graph.clear();
    for (const place of shown.values()) {
      graph.addNode(place.n, { x: place.x, y: place.y, size: radius(place.n), color: lookOf(place.n)[0] });
    }
    const drawn = new Set();
    for (const n of shown.keys())
      for (const [other, e, out] of around(n)) {
        const pair = `${n} ${other}`;
        if (out && shown.has(other) && !drawn.has(pair)) {
          drawn.add(pair);
          graph.addEdgeWithKey(e, n, other, {});
        }
      }
    $("shown").textContent = say("shown", { n: number(shown.size), of: number(N) });
  }

  /** Lay out what is in the picture: at once, or step by step where movement is welcome. */
  function settle(at_once) {
    rebuild();
    if (!sigma) return;
    const places = [...shown.values()];
    const links = graph.mapEdges((edge, _, source, target) => ({ source: shown.get(Number(source)), target: shown.get(Number(target)) }));
    const shape = sigma.getDimensions();
    const tall = Math.min(2, Math.max(0.5, shape.height / Math.max(1, shape.width)));
    const simulation = d3
      .forceSimulation(places)
      .force("link", d3.forceLink(links).distance((link) => 70 + radius(link.source.n) + radius(link.target.n)).strength((link) => 0.7 / Math.min(6, Math.max(1, Math.min(graph.degree(link.source.n), graph.degree(link.target.n))))))
      .force("charge", d3.forceManyBody().strength(-700).distanceMax(700))
      .force("collide", d3.forceCollide((place) => radius(place.n) + 34).iterations(2))
      .force("x", d3.forceX(0).strength(0.05 * tall))
      .force("y", d3.forceY(0).strength(0.05 / tall))
      .alpha(at_once ? 1 : 0.5)
      .alphaDecay(at_once ? 0.0228 : 0.05)
      .stop();
    const mine = ++running;
    const show = () => graph.updateEachNodeAttributes((n, at) => ({ ...at, x: shown.get(Number(n)).x, y: shown.get(Number(n)).y }), { attributes: ["x", "y"] });
    if (at_once || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      for (let i = 0; i < 300 && simulation.alpha() > 0.001; i++) simulation.tick();
      show();
      sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
    } else {
      const step = () => {
        if (mine !== running) return;
        simulation.tick(2);
        show();
        if (simulation.alpha() > 0.01) requestAnimationFrame(step);
      };
      step();
    }
  }

  function drawOver() {
    const scale = devicePixelRatio || 1;
    const { width, height } = sigma.getDimensions();
    if (overlay.width !== Math.round(width * scale) || overlay.height !== Math.round(height * scale)) {
      overlay.width = Math.round(width * scale);
      overlay.height = Math.round(height * scale);
    }
    const pen = overlay.getContext("2d");
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const near = neighbourhood(hovered ?? chosen);
    const all = [...shown.values()].map(({ n, x, y }) => ({ n, ...sigma.graphToViewport({ x, y }), r: sigma.scaleSize(radius(n)) }));
    const visible = all.filter(({ x, y }) => x > -60 && y > -60 && x < width + 60 && y < height + 60);
    for (const { n, x, y, r } of visible) {
      const [, shape] = lookOf(n);
      pen.save();
      pen.translate(x, y);
      if (n === chosen || n === hovered) {
        pen.strokeStyle = n === chosen ? "#ffb000" : "#1d2430";
        pen.lineWidth = 3.5;
        pen.beginPath();
        pen.arc(0, 0, r + 3, 0, 7);
        pen.stroke();
      }
      const size = (r * 1.16) / 24;
      pen.scale(size, size);
      pen.translate(-12, -12);
      pen.fillStyle = near && !near.has(n) ? "#ffffffa0" : "#fff";
      pen.fill(path(shape), "evenodd");
      pen.restore();
    }
    // Labels never lie on one another or on a node: those that find no room on any side show when the pointer comes, or nearer.
    const taken = visible.map(({ x, y, r }) => [x - r, y - r, x + r, y + r]);
    if (NARROW) {
      const over = $("legend").getBoundingClientRect();
      const here = overlay.getBoundingClientRect();
      taken.push([over.left - here.left, over.top - here.top, over.right - here.left, over.bottom - here.top]);
    }
    const rank = ({ n }) => (n === hovered ? 4e9 : n === chosen ? 3e9 : near?.has(n) ? 1e9 : 0) + weight[n];
    const free = (box) => box[0] >= 2 && box[2] <= width - 2 && box[1] >= 2 && box[3] <= height - 2
      && !taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
    pen.textBaseline = "top";
    pen.lineJoin = "round";
    for (const at of visible.sort((a, b) => rank(b) - rank(a) || a.n - b.n)) {
      const important = at.n === hovered || at.n === chosen;
      const faint = near && !near.has(at.n);
      pen.font = `${important ? "600 13px" : "12px"} system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif`;
      const lines = caption(at.n).flatMap((line) => broken(pen, line, important ? 240 : 132, important ? 4 : 2)).slice(0, important ? 5 : 3);
      const wide = Math.max(...lines.map((line) => pen.measureText(line).width));
      const high = 15 * lines.length;
      const corner = {
        below: [at.x - wide / 2, at.y + at.r + 4],
        right: [at.x + at.r + 5, at.y - high / 2],
        left: [at.x - at.r - 5 - wide, at.y - high / 2],
        above: [at.x - wide / 2, at.y - at.r - 4 - high],
      };
      const boxed = ([left, top]) => [left - 2, top - 1, left + wide + 2, top + high];
      const side = Object.keys(corner).find((side) => free(boxed(corner[side]))) ?? (important ? "below" : null);
      if (side === null) continue;
      let [left, top] = corner[side];
      if (important) {
        left = Math.max(4, Math.min(width - wide - 4, left));
        top = Math.max(4, Math.min(height - high - 4, top));
        pen.fillStyle = "#fffffff0";
        pen.fillRect(left - 5, top - 2, wide + 10, high + 4);
      }
      taken.push(boxed([left, top]));
      pen.textAlign = side === "left" ? "right" : side === "right" ? "left" : "center";
      const anchor = side === "left" ? left + wide : side === "right" ? left : left + wide / 2;
      lines.forEach((line, i) => {
        pen.strokeStyle = "#f6f5f1";
        pen.lineWidth = 3;
        if (!important) pen.strokeText(line, anchor, top + 15 * i);
        pen.fillStyle = faint ? "#1d243066" : "#1d2430";
        pen.fillText(line, anchor, top + 15 * i);
      });
    }
  }

  /** A text in lines no wider than so many pixels; what does not fit ends in "…". */
  function broken(pen, text, width, most) {
    const lines = [""];
    for (const word of text.split(" ")) {
      const longer = lines[lines.length - 1] ? `${lines[lines.length - 1]} ${word}` : word;
      if (pen.measureText(longer).width <= width || !lines[lines.length - 1]) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    const cut = lines.slice(0, most);
    const clipped = cut.map((line) => {
      let short = line;
      while (short.length > 4 && pen.measureText(short).width > width * 1.3) short = short.slice(0, -2);
      return short === line ? line : `${short}…`;
    });
    if (lines.length > most) clipped[most - 1] += " …";
    return clipped;
  }

  function neighbourhood(n) {
    if (n === null || !shown.has(n)) return null;
    const found = new Set([n]);
    for (const [other] of around(n)) found.add(other);
    return found;
  }

  function draw() {
    try {
      sigma = new Sigma(graph, $("picture"), {
        renderLabels: false,
        stagePadding: NARROW ? 44 : 64,
        minEdgeThickness: 1,
        defaultEdgeColor: "#a9a69c",
        labelRenderedSizeThreshold: Infinity,
        defaultDrawNodeHover: () => {},
        minCameraRatio: 0.08,
        maxCameraRatio: 3,
        nodeReducer: (n, data) => {
          const near = neighbourhood(hovered ?? chosen);
          return near && !near.has(Number(n)) ? { ...data, color: mixed(data.color) } : data;
        },
        edgeReducer: (e, data) => {
          const focus = hovered ?? chosen;
          if (focus === null || !shown.has(focus)) return { ...data, size: 1.5 };
          return edges.source[e] === focus || edges.target[e] === focus ? { ...data, size: 2.2, color: "#5a6472" } : { ...data, size: 1, color: "#e3e0d8" };
        },
      });
    } catch (error) {
      $("notice").textContent = words.no_picture;
      $("notice").hidden = false;
      $("tools").hidden = true;
      return;
    }
    $("picture").append(overlay);
    sigma.on("afterRender", drawOver);
    sigma.on("clickNode", ({ node }) => choose(Number(node)));
    sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
      preventSigmaDefault();
      expand(Number(node));
    });
    sigma.on("clickStage", () => choose(null));
    sigma.on("enterNode", ({ node }) => hover(Number(node)));
    sigma.on("leaveNode", () => hover(null));
    const camera = sigma.getCamera();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? 1 : 250;
    $("fit").addEventListener("click", () => camera.animatedReset({ duration: calm }));
    $("in").addEventListener("click", () => camera.animatedZoom({ duration: calm }));
    $("out").addEventListener("click", () => camera.animatedUnzoom({ duration: calm }));
  }
  const mixed = (colour) => `#${[1, 3, 5].map((at) => Math.round(parseInt(colour.slice(at, at + 2), 16) * 0.32 + 240 * 0.68).toString(16).padStart(2, "0")).join("")}`;

  function hover(n) {
    hovered = n;
    $("picture").style.cursor = n === null ? "" : "pointer";
    sigma.refresh({ skipIndexation: true });
  }

  $("again").addEventListener("click", () => {
    $("search").value = "";
    shut();
    choose(null);
    startOver();
  });
  $("picture").addEventListener("keydown", (event) => {
    const turn = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (turn) step(turn);
    else if (event.key === "Enter" && chosen !== null) $("panel").focus();
    else if ((event.key === "+" || event.key === "=") && chosen !== null) expand(chosen);
    else if (event.key === "-" && chosen !== null) takeOff(chosen);
    else if (event.key === "Escape") choose(null);
    else return;
    event.preventDefault();
  });

  // From the panel Escape leads back to the picture, where it is pressed again to choose none.
  $("panel").addEventListener("keydown", (event) => event.key === "Escape" && $("picture").focus());

  /** Go to the nearest node in a direction; up counts upwards in the picture. */
  function step([x, y]) {
    const here = shown.get(chosen) ?? { x: 0, y: 0 };
    let best = null;
    for (const place of shown.values()) {
      const along = (place.x - here.x) * x + (place.y - here.y) * y;
      const aside = Math.abs((place.x - here.x) * y) + Math.abs((place.y - here.y) * x);
      if (place.n !== chosen && (chosen === null || along > aside * 0.5)) {
        const far = Math.hypot(along, aside * 2);
        if (!best || far < best.far) best = { n: place.n, far };
      }
    }
    if (best) choose(best.n);
  }

  function takeOff(n) {
    shown.delete(n);
    choose(null);
    settle(false);
  }

  const tell = (text) => ($("live").textContent = text);

  // ---- what is said of a node

  let asked = 0;
  function choose(n, remembered = true) {
    chosen = n;
    if (n !== null && !shown.has(n)) {
      put(n, [...around(n)].map(([other]) => other).find((other) => shown.has(other)) ?? null);
      for (const other of candidates(n).slice(0, STEP)) put(other, n);
      makeRoom();
      settle(false);
    } else rebuild();
    look();
    if (remembered) {
      const hash = n === null ? "" : `#${encodeURIComponent(nodes.id[n])}`;
      if (decodeURIComponent(location.hash) !== decodeURIComponent(hash)) history.pushState(null, "", hash || location.pathname + location.search);
    }
    if (n !== null) tell(`${kindName(n)}: ${nodes.label[n]}`);
  }

  function numberOf(hash) {
    try {
      const id = decodeURIComponent(hash.slice(1));
      return id ? nodes.id.indexOf(id) : -1;
    } catch {
      return -1;
    }
  }
  addEventListener("popstate", () => {
    const n = numberOf(location.hash);
    choose(n < 0 ? null : n, false);
  });

  const link = (n, label = nodes.label[n]) => element("button", { type: "button", class: "link", onclick: () => { choose(n); $("panel").focus({ preventScroll: true }); } }, sign(lookOf(n)), element("span", {}, label));

  async function look() {
    const mine = ++asked;
    const n = chosen;
    const panel = $("panel");
    if (n === null) {
      panel.replaceChildren(element("p", {}, words.welcome), element("h3", {}, words.often), often(), element("p", { class: "hint" }, words.licences));
      return;
    }
    const attributes = await row("node", n);
    if (mine !== asked) return;
    const left = candidates(n).length;
    const list = element("dl");
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "url" || name === "level" || !head.attributes[name]) continue;
      list.append(element("dt", {}, head.attributes[name]), element("dd", {}, typeof value === "number" && name !== "year" ? number(value) : `${value}`));
    }
    if (attributes.level) list.append(element("dt", {}, head.attributes.level), element("dd", {}, head.levels[attributes.level] ?? attributes.level));
    const status = statusOf(n);
    const children = [
      element("button", { type: "button", class: "close", "aria-label": words.close, title: words.close, onclick: () => { choose(null); $("picture").focus(); } }, "×"),
      element("p", { class: "kind" }, sign(lookOf(n)), kindName(n)),
      element("h2", {}, nodes.label[n]),
      element("p", { class: "iri" }, iri(n)),
      element("div", { class: "actions" },
        element("button", { type: "button", class: "main", disabled: left === 0, id: "expand", onclick: () => { expand(n); } },
          left === 0 ? words.expanded : left > STEP ? say("expand_some", { n: STEP, of: number(left) }) : `${words.expand} (+${left})`),
        element("button", { type: "button", onclick: () => takeOff(n) }, words.remove)),
      list,
    ];
    if (status === "disagree") children.splice(3, 0, element("p", { class: "badge missed" }, sign(STATUS_LOOKS.disagree, false), words.disagree));
    if (/^https?:/.test(attributes.url ?? "")) children.push(element("p", {}, element("a", { href: attributes.url, rel: "noopener noreferrer", target: "_blank" }, words.address)));
    children.push(...said(n), ...connected(n));
    const focused = panel.contains(document.activeElement) && document.activeElement.id === "expand";
    panel.replaceChildren(...children);
    panel.scrollTop = 0;
    if (focused) $("expand").focus();
  }

  function often() {
    const times = (n) => factsOf.items.subarray(factsOf.starts[n], factsOf.starts[n + 1]).reduce((count, f) => count + (fits(f) ? 1 : 0), 0);
    const top = ranked().filter((n) => times(n) > 0).slice(0, 8);
    return element("ul", {}, ...top.map((n) => element("li", {}, link(n), element("small", { class: "hint" }, say("times", { n: number(times(n)) })))));
  }

  /** A list of which more is shown on demand. */
  function listed(items, made, list) {
    let at = 0;
    const button = element("button", { type: "button", onclick: () => more() });
    const more = async () => {
      const rows = await Promise.all(items.slice(at, at + PAGE).map(made));
      at += rows.length;
      list.append(...rows);
      button.hidden = at >= items.length;
      button.textContent = say("more", { n: number(Math.min(PAGE, items.length - at)) });
    };
    more();
    return [list, button];
  }

  function said(n) {
    const all = [...factsOf.items.subarray(factsOf.starts[n], factsOf.starts[n + 1])];
    const fitting = all.filter(fits).sort((a, b) => (facts.to[b] ?? 0) - (facts.to[a] ?? 0) || a - b);
    const count = fitting.length < all.length ? say("facts_kept", { n: number(fitting.length), of: number(all.length) }) : number(all.length);
    const title = element("h3", {}, words.facts, element("small", {}, all.length ? count : ""));
    return all.length ? [title, ...listed(fitting, fact, element("div", { id: "facts" }))] : [title, element("p", { class: "hint" }, words.no_facts)];
  }

  async function fact(f) {
    const [organisation, indicator, scope, start, end, percent, date, quote, exact, least, most, per] = await row("fact", f);
    const achieved = facts.achieved[f];
    const planned = facts.planned[f];
    const status = facts.status[f] < 0 ? null : head.statuses[facts.status[f]];
    const when = facts.year[f] !== null && facts.year[f] === facts.to[f] && start?.endsWith("-01-01") && end?.endsWith("-12-31") ? `${facts.year[f]}` : [start, end].filter(Boolean).join(" – ");
    const figures = element("div", { class: "figures" });
    if (achieved !== null) figures.append(element("span", {}, element("b", {}, number(achieved)), ` ${words.achieved}`));
    const rate = planned === null && per ? ` ${words[`per_${per}`]}` : "";
    // A range, a plan, or the bound that is known of it.
    if (exact !== null) figures.append(element("span", {}, element("b", {}, number(exact) + (most === null ? "" : `–${number(most)}`)), ` ${words.planned}${rate}`));
    else for (const [sign, bound] of [["≥", least], ["≤", most]]) if (bound !== null) figures.append(element("span", {}, element("b", {}, `${sign} ${number(bound)}`), ` ${words.planned}${rate}`));
    if (percent !== null) figures.append(element("span", {}, say("of_plan", { n: number(percent) })));
    if (status) figures.append(element("span", { class: `badge ${status.id}` }, sign(STATUS_LOOKS[status.id] ?? OTHER, false), capital(status.label)));
    const part = element("article", { class: `fact` }, element("p", { class: "what" }, [organisation, indicator, scope, when].filter(Boolean).join(" · ")), figures);
    if (achieved !== null && planned > 0) {
      const bar = element("div", { class: `bar ${status?.id ?? ""}`, "aria-hidden": "true" }, element("i"));
      bar.firstChild.style.width = `${Math.max(0, Math.min(100, (100 * achieved) / planned))}%`;
      part.append(bar);
    }
    if (quote) part.append(element("blockquote", {}, quote));
    const document = facts.document[f];
    const source = [document < 0 ? null : nodes.label[document], date].filter(Boolean).join(", ");
    if (source) part.append(element("p", { class: "source" }, "— ", document < 0 || document === chosen ? source : link(document, source)));
    return part;
  }

  function connected(n) {
    const groups = new Map();
    for (const [other, e, out] of around(n)) {
      const name = say(out ? "to" : "from", { name: head.properties[edges.property[e]] });
      groups.has(name) ? groups.get(name).add(other) : groups.set(name, new Set([other]));
    }
    if (!groups.size) return [];
    const children = [element("h3", {}, words.neighbours)];
    for (const [name, others] of groups) {
      const items = [...others].filter((other) => kept[other]).sort((a, b) => weight[b] - weight[a] || a - b);
      const count = items.length < others.size ? say("facts_kept", { n: number(items.length), of: number(others.size) }) : number(others.size);
      const made = async (other) => element("li", {}, link(other), shown.has(other) ? element("small", { title: words.in_picture }, "◉") : null);
      children.push(element("div", { class: "group" }, element("p", {}, `${name} · ${count}`), ...listed(items, made, element("ul"))));
    }
    return children;
  }

  // ---- search

  const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  let names = null;
  let offered = [];
  let at = -1;

  /** The nodes with all words of the query in their names; names that begin with it first, then those with its very letters. */
  function search(query) {
    names ??= nodes.label.map(folded);
    const plain = folded(query).trim();
    const parts = plain.split(/\s+/);
    const exact = query.trim().normalize("NFC").toLowerCase();
    const marked = exact !== plain;
    const found = [];
    for (let n = 0; n < N; n++) {
      const name = names[n];
      if (!kept[n] || !parts.every((part) => name.includes(part))) continue;
      let score = weight[n] / 8;
      if (name === plain) score += 8;
      if (name.startsWith(plain)) score += 4;
      else if (name.includes(` ${plain}`)) score += 2;
      if (marked && nodes.label[n].toLowerCase().includes(exact)) score += 16;
      found.push([score, n]);
    }
    return found.sort((a, b) => b[0] - a[0] || a[1] - b[1]).map(([, n]) => n);
  }

  function offer() {
    const query = $("search").value;
    const open = query.trim() !== "";
    const found = open ? search(query) : [];
    offered = found.slice(0, 40);
    at = -1;
    $("results").replaceChildren(
      ...offered.map((n, i) => element("li", { role: "option", id: `result-${i}`, "aria-selected": "false", onmousedown: (event) => { event.preventDefault(); take(i); } },
        sign(lookOf(n)), element("span", {}, nodes.label[n]), element("small", {}, kindName(n)))),
    );
    $("count").textContent = !found.length ? words.nothing_found : say(found.length > offered.length ? "found_first" : "found", { n: number(offered.length), of: number(found.length) });
    $("found").hidden = !open;
    $("search").setAttribute("aria-expanded", `${open}`);
    $("search").removeAttribute("aria-activedescendant");
    if (open) tell($("count").textContent);
  }
  function mark(i) {
    $(`result-${at}`)?.setAttribute("aria-selected", "false");
    at = i;
    const line = $(`result-${i}`);
    line?.setAttribute("aria-selected", "true");
    line?.scrollIntoView({ block: "nearest" });
    if (line) $("search").setAttribute("aria-activedescendant", line.id);
  }
  function shut() {
    $("found").hidden = true;
    $("search").setAttribute("aria-expanded", "false");
  }
  function take(i) {
    const n = offered[i];
    if (n === undefined) return;
    shut();
    choose(n);
    $("panel").focus({ preventScroll: true });
  }
  $("search").addEventListener("input", offer);
  $("search").addEventListener("focus", () => $("search").value && offer());
  $("search").addEventListener("blur", shut);
  $("search").addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") mark(Math.min(offered.length - 1, at + 1));
    else if (event.key === "ArrowUp") mark(Math.max(0, at - 1));
    else if (event.key === "Enter") take(Math.max(0, at));
    else if (event.key === "Escape") shut();
    else return;
    event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      $("search").focus();
    }
  });

  // ---- begin

  $("holds").textContent = say("holds", { nodes: number(N), facts: number(F), what: head.part ? say("a_part", { part: head.part }) : words.whole });
  if (NARROW) $("legend").open = false;
  applyFilters();
  draw();
  const wanted = numberOf(location.hash);
  if (wanted >= 0) chosen = wanted;
  else if (head.start.length) chosen = head.start[0];
  startOver();
  look();
  document.documentElement.dataset.ready = "yes";
})();
