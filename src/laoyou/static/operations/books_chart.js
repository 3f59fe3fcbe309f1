// Draws a chart from a table on the same page: <div data-chart="bars|line" data-table="<id>" data-columns="a b">.
// A column is the <th data-column="a">; its numbers are the cells' data-value, a row's month is data-month.
const language = document.documentElement.lang;
const monthName = new Intl.DateTimeFormat(language, { month: "short" });
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function seriesOf(ground) {
  const table = document.getElementById(ground.dataset.table);
  const heads = [...table.querySelectorAll("thead th")];
  const rows = [...table.querySelectorAll("tbody tr")].reverse(); // the table has the newest month first
  const unit = Number(ground.dataset.unit);
  const columns = ground.dataset.columns.split(" ").map((column) => {
    const place = heads.findIndex((head) => head.dataset.column === column);
    const cells = rows.map((row) => row.cells[place]);
    return {
      name: heads[place].textContent.trim(),
      values: cells.map((cell) => (cell.dataset.value ? Number(cell.dataset.value) / unit : null)),
      words: cells.map((cell) => cell.textContent.trim()),
    };
  });
  return { months: rows.map((row) => row.dataset.month), columns };
}

function monthLabel(month, place) {
  const [year, number] = month.split("-").map(Number);
  const name = monthName.format(new Date(year, number - 1, 1));
  return place === 0 || number === 1 ? `${name}\n${year}` : name;
}

function optionsOf(ground) {
  const { months, columns } = seriesOf(ground);
  const isLine = ground.dataset.chart === "line";
  const quiet = style("--quiet");
  const letters = { color: quiet, fontSize: 12, fontFamily: style("--tblr-font-sans-serif") };
  const colours = [style("--fill"), style("--edge")];
  return {
    animation: false,
    textStyle: letters,
    color: colours,
    grid: { left: 4, right: 8, top: columns.length > 1 ? 32 : 12, bottom: 4, containLabel: true },
    legend: columns.length > 1 ? { top: 0, left: 0, itemWidth: 12, itemHeight: 12, itemGap: 16, textStyle: letters } : undefined,
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // the page's policy allows no markup with styles of its own
      axisPointer: { type: isLine ? "line" : "shadow" },
      backgroundColor: style("--raised"),
      borderColor: style("--line"),
      textStyle: { ...letters, color: style("--ink") },
      formatter: (points) =>
        [months[points[0].dataIndex], ...points.map((point) => `${point.seriesName} ${columns[point.seriesIndex].words[point.dataIndex]}`)].join("\n"),
    },
    xAxis: {
      type: "category",
      data: months.map(monthLabel),
      axisLabel: { ...letters, hideOverlap: true },
      axisLine: { lineStyle: { color: style("--edge") } },
      axisTick: { show: false },
    },
    yAxis: {
      type: "value",
      max: ground.dataset.most ? Number(ground.dataset.most) : undefined,
      splitNumber: 4,
      interval: ground.dataset.most ? Number(ground.dataset.most) / 4 : undefined,
      axisLabel: letters,
      splitLine: { lineStyle: { color: style("--line") } },
    },
    series: columns.map((column, place) =>
      isLine
        ? { type: "line", name: column.name, data: column.values, symbol: "circle", symbolSize: 7, lineStyle: { width: 3 }, connectNulls: false }
        : {
            type: "bar",
            name: column.name,
            data: column.values,
            barMaxWidth: 22,
            barGap: "12%",
            itemStyle: { borderRadius: [3, 3, 0, 0], ...(place ? { decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: 0.8, color: style("--surface") } } : {}) },
          },
    ),
  };
}

for (const ground of document.querySelectorAll("[data-chart]")) {
  const chart = window.echarts.init(ground, null, { renderer: "canvas" });
  const draw = () => chart.setOption(optionsOf(ground), true);
  draw();
  new ResizeObserver(() => chart.resize()).observe(ground);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}
