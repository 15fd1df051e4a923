// Draws every [data-chart] figure from the JSON element named in data-source. A table stands behind each chart.
(() => {
  "use strict";
  const token = (name, fallback) =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;
  const palette = () => Array.from({ length: 8 }, (_, i) => token(`--cat-${i + 1}`, "#0b6bcb"));

  const base = () => ({
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: token("--tblr-body-color", "#182433") },
    grid: { left: 8, right: 8, top: 32, bottom: 8, containLabel: true },
    // drawn, not built of HTML: the style attributes of that would be refused by the Content-Security-Policy
    tooltip: { trigger: "axis", confine: true, renderMode: "richText" },
  });
  const axis = (extra) => ({
    axisLine: { lineStyle: { color: token("--tblr-border-color", "#dce1e7") } },
    axisLabel: { color: token("--tblr-secondary", "#667382") },
    splitLine: { lineStyle: { color: token("--tblr-border-color", "#dce1e7") } },
    ...extra,
  });

  const kinds = {
    daily: (data, words) => ({
      ...base(),
      color: [token("--tblr-primary", "#0b6bcb"), token("--tblr-secondary", "#667382")],
      xAxis: axis({ type: "category", data: data.days }),
      yAxis: [axis({ type: "value", name: words.interactions }), axis({ type: "value", name: words.posts, splitLine: { show: false }, minInterval: 1 })],
      series: [
        { name: words.interactions, type: "bar", data: data.interactions, barMaxWidth: 28 },
        { name: words.posts, type: "line", yAxisIndex: 1, data: data.posts, symbol: "circle", symbolSize: 6 },
      ],
    }),
    // the share of checks in order, day by day
    score: (data, words) => ({
      ...base(),
      grid: { left: 8, right: 8, top: 12, bottom: 8, containLabel: true },
      xAxis: axis({ type: "category", data: data.days, boundaryGap: false }),
      yAxis: axis({ type: "value", min: 0, max: 100, interval: 25 }),
      series: [{ name: words.score, type: "line", data: data.percent, symbol: "none", lineStyle: { width: 2 }, areaStyle: { opacity: 0.12 }, color: token("--tblr-primary", "#0b6bcb") }],
    }),
    drift: (data, words) => ({
      ...base(),
      color: [token("--st-failed", "#c0392b"), token("--tblr-secondary", "#667382"), token("--st-published", "#2b8a3e")],
      legend: { top: 0, textStyle: { color: token("--tblr-body-color", "#182433") } },
      xAxis: axis({ type: "category", data: data.weeks }),
      yAxis: axis({ type: "value", name: words.corrected, minInterval: 1 }),
      series: data.series.map(([name, values]) => ({ name, type: "bar", stack: "all", data: values, barMaxWidth: 28 })),
    }),
    // what was caught over the band of what is usual at the same hours
    usual: (data, words) => ({
      ...base(),
      xAxis: axis({ type: "category", data: data.at }),
      yAxis: axis({ type: "value", name: words.count, minInterval: 1 }),
      series: [
        { name: words.low, type: "line", stack: "usual", data: data.low, symbol: "none", lineStyle: { opacity: 0 }, tooltip: { show: false } },
        { name: words.usual, type: "line", stack: "usual", data: data.band, symbol: "none", lineStyle: { opacity: 0 }, areaStyle: { color: token("--tblr-secondary", "#667382"), opacity: 0.25 }, tooltip: { show: false } },
        { name: words.count, type: "line", data: data.count, symbol: "none", lineStyle: { width: 2 }, color: token("--tblr-primary", "#0b6bcb") },
      ],
    }),
    // how many came when, the negative ones apart
    curve: (data, words) => ({
      ...base(),
      legend: { top: 0, textStyle: { color: token("--tblr-body-color", "#182433") } },
      xAxis: axis({ type: "category", data: data.at }),
      yAxis: axis({ type: "value", minInterval: 1 }),
      series: [
        { name: words.count, type: "bar", stack: "all", data: data.count, color: token("--tblr-primary", "#0b6bcb"), barMaxWidth: 28 },
        ...(data.negative ? [{ name: words.negative, type: "bar", stack: "all", data: data.negative, color: token("--st-failed", "#c0392b"), barMaxWidth: 28 }] : []),
      ],
    }),
    // who took a post from whom, from the root to the right; no axes
    tree: (data) => {
      const { grid, ...rest } = base();
      const label = (node) => (node.data.rest ? node.name : `${node.name}${node.value ? ` (${node.value})` : ""}`);
      return {
        ...rest,
        tooltip: { trigger: "item", confine: true, renderMode: "richText", formatter: label },
        series: [{
          type: "tree", data: [data.root], roam: true, left: 100, right: 140, top: 8, bottom: 8, symbolSize: 7, initialTreeDepth: 3,
          lineStyle: { color: token("--tblr-border-color", "#dce1e7"), width: 1 },
          itemStyle: { color: token("--tblr-primary", "#0b6bcb"), borderWidth: 0 },
          label: { position: "left", align: "right", verticalAlign: "middle", fontSize: 11, color: token("--tblr-body-color", "#182433"), formatter: label },
          leaves: { label: { position: "right", align: "left" } },
        }],
      };
    },
    // one line for each account, ours first and thicker
    beside: (data) => ({
      ...base(),
      color: palette(),
      legend: { top: 0, type: "scroll", textStyle: { color: token("--tblr-body-color", "#182433") } },
      xAxis: axis({ type: "category", data: data.labels }),
      yAxis: axis({ type: "value", minInterval: 1 }),
      series: data.series.map(([name, values], at) => ({ name, type: "line", data: values, symbol: "none", lineStyle: { width: at ? 1.5 : 3 } })),
    }),
    // a span of days over what is usual on the same weekday, with what stands on the time axis
    span: (data, words, narrow) => {
      const colours = { campaign: token("--cat-3", "#00785a"), crisis: token("--st-failed", "#b0201f") };
      const text = token("--tblr-body-color", "#182433");
      const area = ([from, to, kind, name]) => [
        { name, xAxis: from, itemStyle: { color: colours[kind] || token("--cat-5", "#796900"), opacity: 0.1 }, label: { show: !narrow && data.marks.length <= 5, color: text, fontSize: 10, position: "insideTop", overflow: "truncate", width: 90 } },
        { xAxis: to },
      ];
      const quiet = { symbol: "none", tooltip: { show: false } };
      return {
        ...base(),
        color: [token("--tblr-primary", "#0b6bcb"), token("--tblr-secondary", "#667382")],
        xAxis: axis({ type: "category", data: data.days, axisLabel: { color: token("--tblr-secondary", "#667382"), formatter: (day) => day.slice(5) } }),
        yAxis: [axis({ type: "value", name: words.interactions }), axis({ type: "value", name: words.posts, splitLine: { show: false }, minInterval: 1 })],
        series: [
          { name: "low", type: "line", stack: "usual", data: data.low, lineStyle: { opacity: 0 }, ...quiet },
          { name: words.usual, type: "line", stack: "usual", data: data.band, lineStyle: { opacity: 0 }, areaStyle: { color: token("--tblr-secondary", "#667382"), opacity: 0.2 }, ...quiet },
          { name: words.interactions, type: "bar", data: data.interactions, barMaxWidth: 28, color: token("--tblr-primary", "#0b6bcb"), markArea: { silent: true, data: data.marks.map(area) } },
          { name: words.posts, type: "line", yAxisIndex: 1, data: data.posts, symbol: "circle", symbolSize: data.days.length > 60 ? 0 : 6, color: token("--tblr-secondary", "#667382") },
        ],
      };
    },
    // weekday by hour: better and worse than usual; the documents' golden windows have a frame
    hourmap: (data, words, narrow) => {
      const hours = Array.from({ length: 24 }, (_, hour) => `${hour}:00`);
      const day = (index) => (narrow ? index : 6 - index);
      const days = narrow ? data.days : [...data.days].reverse();
      const at = (cell) => (narrow ? [day(cell[0]), cell[1]] : [cell[1], day(cell[0])]);
      const golden = data.golden.map((cell) => ({ value: at(cell), name: cell[2] }));
      const label = (text) => ({ show: true, fontSize: 11, color: token("--tblr-body-color", "#182433"), formatter: text });
      return {
        ...base(),
        grid: { left: 8, right: 8, top: 8, bottom: 44, containLabel: true },
        tooltip: { trigger: "item", confine: true, renderMode: "richText", formatter: (item) => (item.data.told ? `${data.days[item.data.cell[0]]} ${item.data.cell[1]}:00\n${item.data.told}` : "") },
        xAxis: axis({ type: "category", data: narrow ? days : hours, splitArea: { show: false } }),
        yAxis: axis({ type: "category", data: narrow ? hours : days, inverse: narrow }),
        visualMap: {
          min: -0.6, max: 0.6, dimension: 2, seriesIndex: 0, calculable: false, orient: "horizontal", left: "center", bottom: 0, itemHeight: 120, itemWidth: 12,
          text: [words.better, words.worse], textStyle: { color: token("--tblr-secondary", "#667382") },
          inRange: { color: [token("--cat-2", "#b35900"), token("--surface", "#fff"), token("--cat-1", "#0067a8")], opacity: 0.75 },
        },
        series: [
          {
            type: "heatmap",
            data: data.cells.filter((cell) => cell[2] !== null).map((cell) => ({ value: [...at(cell), cell[2]], cell, told: cell[5], label: label(cell[4] || "") })),
          },
          {
            type: "scatter", symbol: "circle", symbolSize: 4, itemStyle: { color: token("--tblr-secondary", "#667382") },
            data: data.cells.filter((cell) => cell[2] === null).map((cell) => ({ value: at(cell), cell, told: cell[5] })),
          },
          {
            type: "custom", silent: true, data: golden.map((cell) => cell.value),
            renderItem: (params, api) => {
              const [width, height] = api.size([1, 1]);
              const [x, y] = api.coord([api.value(0), api.value(1)]);
              return { type: "rect", shape: { x: x - width / 2 + 1, y: y - height / 2 + 1, width: width - 2, height: height - 2 }, style: { fill: "none", stroke: token("--cat-5", "#796900"), lineWidth: 1, opacity: 0.7 } };
            },
          },
        ],
      };
    },
    // who came on which day, beside what the accounts grew by
    campaign: (data, words) => ({
      ...base(),
      color: [token("--tblr-primary", "#0b6bcb"), token("--cat-3", "#009e73")],
      legend: { top: 0, textStyle: { color: token("--tblr-body-color", "#182433") } },
      xAxis: axis({ type: "category", data: data.days }),
      yAxis: [axis({ type: "value", minInterval: 1 }), axis({ type: "value", splitLine: { show: false }, minInterval: 1 })],
      series: [
        { name: words.entries, type: "bar", data: data.entries, barMaxWidth: 28 },
        { name: words.growth, type: "line", yAxisIndex: 1, data: data.growth, symbol: "circle", symbolSize: 6 },
      ],
    }),
    hours: (data) => ({
      ...base(),
      color: palette(),
      legend: { top: 0, type: "scroll", textStyle: { color: token("--tblr-body-color", "#182433") } },
      xAxis: axis({ type: "category", data: data.labels }),
      yAxis: axis({ type: "value", minInterval: 1 }),
      series: data.series.map(([name, values]) => ({ name, type: "bar", data: values, barMaxWidth: 8 })),
    }),
    categories: (data, words) => {
      const colours = palette();
      const rows = data.categories.map(([name, posts, interactions, colour]) => ({
        name: `${name} (${posts})`,
        value: posts ? Math.round(interactions / posts) : null,
        itemStyle: { color: colours[(colour - 1) % 8] },
      }));
      return {
        ...base(),
        grid: { left: 8, right: 32, top: 8, bottom: 32, containLabel: true },
        xAxis: axis({ type: "value", name: words.average, nameLocation: "middle", nameGap: 24, splitNumber: 4 }),
        yAxis: axis({ type: "category", inverse: true, data: rows.map((row) => row.name) }),
        series: [{ name: words.average, type: "bar", data: rows, barMaxWidth: 22, label: { show: true, position: "right" } }],
      };
    },
  };

  const draw = (figure) => {
    const source = document.getElementById(figure.dataset.source);
    const canvas = figure.querySelector("[data-chart-canvas]");
    const make = kinds[figure.dataset.chart];
    if (canvas?.hasChildNodes()) return;
    if (!source || !canvas || !make || !window.echarts) return;
    const data = JSON.parse(source.textContent);
    const { words } = data;
    let chart = window.echarts.init(canvas, null, { renderer: "svg" });
    const option = () => make(data, words, canvas.clientWidth < 560);
    chart.setOption(option());
    new ResizeObserver(() => chart.resize()).observe(canvas);
    document.addEventListener("theme:changed", () => chart.setOption(option(), true));

    const table = figure.querySelector("[data-chart-table]");
    figure.querySelector("[data-chart-toggle]")?.addEventListener("click", (event) => {
      const shown = table.classList.toggle("d-none");
      canvas.classList.toggle("d-none", !shown);
      event.currentTarget.setAttribute("aria-pressed", String(!shown));
      chart.resize();
    });
    figure.querySelector("[data-chart-png]")?.addEventListener("click", () => {
      const copy = window.echarts.init(document.createElement("div"), null, { width: 1200, height: 600, renderer: "canvas" });
      copy.setOption({ ...make(data, words), animation: false });
      const link = document.createElement("a");
      link.href = copy.getDataURL({ pixelRatio: 2, backgroundColor: token("--tblr-bg-surface", "#fff") });
      link.download = `${figure.dataset.chart}.png`;
      link.click();
      copy.dispose();
    });
  };

  document.querySelectorAll("[data-chart]").forEach(draw);
  document.addEventListener("htmx:load", (event) => event.detail.elt.querySelectorAll?.("[data-chart]").forEach(draw)); // panels that come later
})();
