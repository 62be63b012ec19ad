// Draws a chart above every <table data-chart="lines|bars|stack">, from the table's own numbers.
// A column is drawn where its head names a tone of the style sheet: <th data-tone="bad">. The place is
// reserved by the page: <div class="chart" data-of="id of the table" data-says="what it shows">.
"use strict";
(() => {
  const DASHES = [[], [9, 5], [3, 4], [12, 4, 3, 4]];
  const paper = matchMedia("print");
  const drawn = [];

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  function number(cell) {
    const text = (cell.dataset.value ?? cell.textContent).replace(/[.\s\u00a0]/g, "").replace(",", ".");
    const value = parseFloat(text);
    return Number.isNaN(value) ? null : value;
  }

  function read(table) {
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows];
    const series = heads.flatMap((head, at) => head.dataset.tone === undefined ? [] : [{
      name: head.textContent.trim(), tone: head.dataset.tone, values: rows.map((row) => number(row.cells[at])),
    }]);
    return { labels: rows.map((row) => row.cells[0].dataset.short ?? row.cells[0].textContent.trim()), series };
  }

  // What stands on top of each other is drawn as sums, the tallest first.
  function piled(series) {
    const sums = series[0].values.map(() => 0);
    return series.map((one) => one.values.map((value, at) => (sums[at] += value ?? 0))).reverse();
  }

  function legend(place, data, isLine) {
    const list = document.createElement("ul");
    list.className = "chart-legend";
    const counts = data.series.map((one, at) => {
      const entry = list.appendChild(document.createElement("li"));
      entry.className = `tone-${one.tone} ${isLine ? `line-${at}` : "block"}`;
      const name = entry.appendChild(document.createElement("span"));
      name.textContent = one.name;
      return entry.appendChild(document.createElement("b"));
    });
    const when = list.appendChild(document.createElement("li"));
    place.append(list);
    return (at) => {
      data.series.forEach((one, n) => { counts[n].textContent = one.values[at] ?? "–"; });
      when.textContent = data.labels[at];
    };
  }

  function options(data, kind, width, height, show) {
    const isLine = kind === "lines", last = data.labels.length - 1;
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const axis = { stroke: token("soft"), font, ticks: { show: false }, grid: { stroke: token("line"), width: 1 } };
    const label = Math.max(...data.labels.map((text) => text.length)) * 7 + 16;
    const bars = uPlot.paths.bars({ size: [0.68, 56] });
    const series = data.series.map((one, at) => isLine
      ? { stroke: token(one.tone), width: 2, dash: DASHES[at % DASHES.length], points: { show: true, size: 5, fill: token(one.tone) } }
      : { stroke: token("card"), width: 1, fill: token(one.tone), paths: bars, points: { show: false } });
    return {
      width, height, legend: { show: false }, padding: [10, 12, 0, 0],
      scales: {
        x: { time: false, range: () => isLine ? [-0.25, last + 0.25] : [-0.6, last + 0.6] },
        y: { range: (_, low, high) => [0, Math.max(high ?? 0, 4) * 1.06] },
      },
      axes: [
        { ...axis, size: 28, gap: 6, grid: { show: false }, values: (_, splits) => splits.map((at) => data.labels[at] ?? ""),
          splits: () => {
            const step = Math.max(1, Math.ceil(data.labels.length / Math.max(1, Math.floor((width - 60) / label))));
            return data.labels.map((_, at) => last - at).filter((_, at) => at % step === 0).reverse();
          } },
        { ...axis, size: 52, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000],
          values: (_, splits) => splits.map((value) => value.toLocaleString("vi-VN")) },
      ],
      cursor: { drag: { x: false, y: false }, y: false, points: { show: isLine } },
      hooks: { setCursor: [(chart) => show(chart.cursor.idx ?? last)] },
      series: [{}, ...(isLine ? series : series.reverse())],
    };
  }

  function draw(chart) {
    const { place, data, kind } = chart;
    chart.plot?.destroy();
    place.replaceChildren();
    const show = legend(place, data, kind === "lines");
    show(data.labels.length - 1);
    const room = place.appendChild(document.createElement("div"));
    // On paper the place grows with what stands in it: there the measures of the screen hold.
    if (!paper.matches) {
      chart.width = place.clientWidth;
      chart.height = Math.max(place.clientHeight - room.offsetTop + place.offsetTop, 100);
    }
    const values = kind === "lines" ? data.series.map((one) => one.values) : piled(data.series);
    chart.plot = new uPlot(
      options(data, kind, chart.width, chart.height, show), [data.labels.map((_, at) => at), ...values], room);
  }

  for (const place of document.querySelectorAll(".chart[data-of]")) {
    const table = document.getElementById(place.dataset.of);
    const data = table && read(table);
    if (!data || !data.labels.length || !data.series.length) continue;
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", place.dataset.says);
    place.classList.add("drawn");
    drawn.push({ place, data, kind: table.dataset.chart });
  }
  drawn.forEach(draw);

  const all = () => drawn.forEach(draw);
  for (const media of [matchMedia("(prefers-color-scheme: dark)"), paper]) media.addEventListener("change", all);
  let waiting = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => drawn.filter((one) => !paper.matches && one.place.clientWidth !== one.width).forEach(draw));
  });
})();
