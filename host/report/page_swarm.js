"use strict";
// Beeswarms: a row of points for each feature, all on one horizontal axis. Their colours are classes, which page.css colours.
const drawSwarm = (() => {
  const RADIUS = 2.1, HEIGHT = 46, CLASSES = 10, EDGE = 6;
  const SVG = "http://www.w3.org/2000/svg";

  const element = (name, attributes, text) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };

  // 1, 2 or 5 times a power of ten.
  function step(span, most) {
    const power = 10 ** Math.floor(Math.log10(span / most));
    return [1, 2, 5, 10].map((k) => k * power).find((size) => span / size <= most);
  }

  function ticks(low, high, width) {
    const size = step(high - low, Math.max(2, Math.floor(width / 70)));
    const first = Math.ceil(low / size - 1e-9), last = Math.floor(high / size + 1e-9);
    const decimals = Math.max(0, -Math.floor(Math.log10(size) + 1e-9));
    return Array.from({ length: last - first + 1 }, (_, i) => ({ at: (first + i) * size, text: ((first + i) * size).toFixed(decimals) }));
  }

  // 0 (smallest) to CLASSES (largest), between the 5th and the 95th percentile: an extreme value does not make all others alike.
  function classes(values) {
    const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
    const quantile = (share) => sorted[Math.round(share * (sorted.length - 1))];
    let [low, high] = [quantile(0.05), quantile(0.95)];
    if (low === high) [low, high] = [sorted[0], sorted[sorted.length - 1]];
    const share = (value) => (high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5);
    return values.map((value) => (value === null ? "missing" : `v${Math.round(CLASSES * share(value))}`));
  }

  // Offsets from the middle: points at one place stand above and below each other in turn, closer where they would leave the row.
  function offsets(places) {
    const columns = new Map();
    places.forEach((place, i) => {
      const column = Math.round(place / (1.6 * RADIUS));
      columns.set(column, [...(columns.get(column) ?? []), i]);
    });
    const result = new Array(places.length).fill(0);
    for (const members of columns.values()) {
      const gap = Math.min(1.7 * RADIUS, (HEIGHT - 2 * RADIUS) / members.length);
      members.forEach((i, k) => { result[i] = gap * (k % 2 ? (k + 1) / 2 : -k / 2); });
    }
    return result;
  }

  // A point, or beyond the axis a triangle that points there.
  function mark(effect, [low, high], attributes, x, y) {
    if (effect >= low && effect <= high) return element("circle", { ...attributes, cx: x.toFixed(1), cy: y.toFixed(1), r: RADIUS });
    const side = effect < low ? -1 : 1;
    return element("path", { ...attributes, d: `M${(x + side * 3).toFixed(1)},${y.toFixed(1)}l${-side * 6},-3v6Z` });
  }

  function points(chart, row, width, x) {
    const svg = element("svg", { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` });
    const kinds = classes(row.values);
    const shown = row.effects.map((_, i) => i).filter((i) => row.effects[i] !== null);
    const away = offsets(shown.map((i) => x(row.effects[i])));
    shown.forEach((i, k) => svg.append(mark(row.effects[i], chart.range, { class: kinds[i], "data-i": i }, x(row.effects[i]), HEIGHT / 2 + away[k])));
    return svg;
  }

  function axis(chart, width, low, high, x) {
    const svg = element("svg", { width, height: 40, viewBox: `0 0 ${width} 40` });
    svg.append(element("line", { class: "base", x1: 0, x2: width, y1: 0.5, y2: 0.5 }));
    for (const { at, text } of ticks(low, high, width)) {
      svg.append(element("line", { class: "base", x1: x(at), x2: x(at), y1: 0, y2: 4 }));
      svg.append(element("text", { class: "tick", x: x(at), y: 17, "text-anchor": x(at) < 14 ? "start" : x(at) > width - 14 ? "end" : "middle" }, text));
    }
    return svg;
  }

  const tip = document.body.appendChild(Object.assign(document.createElement("div"), { className: "tip", hidden: true }));
  function explain(event, chart, row, number) {
    const i = event.target.dataset?.i;
    tip.hidden = i === undefined;
    if (tip.hidden) return;
    const name = chart.points[i] ?? "";
    tip.textContent = `${row.label} = ${number(row.values[i])}: ${number(row.effects[i])}${name && `, ${name}`}`;
    tip.style.left = `${Math.max(8, Math.min(event.pageX + 12, innerWidth + scrollX - tip.offsetWidth - 8))}px`;
    tip.style.top = `${event.pageY + 14}px`;
  }

  // `figure`: with a place for each row, and one for the axis.
  return (figure, chart, number) => {
    const places = [...figure.querySelectorAll(".points")];
    const [low, high] = chart.range;
    const width = Math.max(120, places[0].clientWidth);
    const x = (effect) => EDGE + ((Math.min(high, Math.max(low, effect)) - low) / (high - low)) * (width - 2 * EDGE);
    chart.rows.forEach((row, i) => {
      places[i].style.setProperty("--zero", `${x(0) - 0.5}px`);
      places[i].replaceChildren(points(chart, row, width, x));
      places[i].onpointermove = (event) => explain(event, chart, row, number);
      places[i].onpointerleave = () => { tip.hidden = true; };
    });
    const label = Object.assign(document.createElement("p"), { className: "axis-label", textContent: chart.effect_label });
    places[chart.rows.length].replaceChildren(axis(chart, width, low, high, x), label);
  };
})();
