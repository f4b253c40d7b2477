/* Draws what stands in data-comparison with ECharts: intervals around each difference, and the line of the goal. The table tells the same. */

(() => {
  "use strict";

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const size = () => Math.min(18, parseFloat(getComputedStyle(document.body).fontSize) * 0.8);
  const COLOUR = { reached: "--green", not_reached: "--muted", open: "--blue" };

  const whisker = (params, api) => {
    const [from, middle, to] = [0, 1, 2].map((at) => api.coord([api.value(at), api.value(3)]));
    const stroke = token(COLOUR[params.context.verdicts?.[params.dataIndex]] || "--blue") || token("--ink");
    const half = 6;
    const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth: 2 } });
    return {
      type: "group",
      children: [
        line(from[0], from[1], to[0], to[1]),
        line(from[0], from[1] - half, from[0], from[1] + half),
        line(to[0], to[1] - half, to[0], to[1] + half),
        { type: "circle", shape: { cx: middle[0], cy: middle[1], r: 5 }, style: { fill: stroke } },
      ],
    };
  };

  const option = (data, place) => {
    const ink = token("--ink");
    const text = { color: ink, fontSize: size() };
    const ends = data.rows.flat().concat([0, data.goal]);
    const room = (Math.max(...ends) - Math.min(...ends)) * 0.06 || 1;
    const mark = (at, name, colour) => ({
      xAxis: at,
      lineStyle: { color: token(colour), type: at ? "dashed" : "solid", width: 2 },
      label: { ...text, formatter: name, position: "start" },
    });
    return {
      animation: false,
      aria: { enabled: false },
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: size() },
      grid: { left: 8, right: 24, top: 36, bottom: 40, containLabel: true },
      xAxis: {
        type: "value",
        min: Math.floor(Math.min(...ends) - room),
        max: Math.ceil(Math.max(...ends) + room),
        axisLabel: { ...text, color: token("--muted"), showMinLabel: false, showMaxLabel: false, hideOverlap: true },
        splitLine: { lineStyle: { color: token("--hair") } },
      },
      yAxis: { type: "category", inverse: true, data: data.names, axisLabel: text },
      series: [
        {
          type: "custom",
          renderItem: (params, api) => whisker({ ...params, context: data }, api),
          encode: { x: [0, 1, 2], y: 3 },
          data: data.rows.map((row, at) => [...row, at]),
          markLine: {
            symbol: "none",
            silent: true,
            data: [
              mark(0, place.dataset.usual, "--ink"),
              ...(data.goal ? [mark(data.goal, place.dataset.goal, "--vermilion")] : []),
            ],
          },
        },
      ],
    };
  };

  if (!window.echarts) return;
  for (const place of document.querySelectorAll("[data-comparison]")) {
    const data = JSON.parse(place.dataset.comparison);
    place.hidden = false;
    place.style.height = `${Math.max(220, 100 + data.names.length * 36)}px`;
    const chart = window.echarts.init(place);
    const show = () => chart.setOption(option(data, place), true);
    show();
    new ResizeObserver(() => {
      chart.resize();
      show();
    }).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  }
})();
