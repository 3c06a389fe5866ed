/** How Cytoscape draws the nodes. */
import type { StylesheetJson } from "cytoscape";
import { COLOURED, type Grouping, type Property } from "./groups";
import type { Palette } from "./palette";

/** The shares of the colours in a clique, in percent, as data of its node. */
export function slicesOf({ numbers }: Grouping, places: readonly number[]): Record<string, number> {
  const counts = Array.from({ length: COLOURED + 1 }, () => 0);
  for (const place of places) {
    const number = numbers[place] ?? COLOURED;
    counts[number] = (counts[number] ?? 0) + 1;
  }
  return Object.fromEntries(counts.map((count, number) => [`slice${number}`, (100 * count) / places.length]));
}

export function styleOf(palette: Palette, property: Property): StylesheetJson {
  const colours = property === "time" ? palette.times : palette.groups;
  const slices: Record<string, string> = {};
  colours.forEach((colour, number) => {
    slices[`pie-${number + 1}-background-color`] = colour;
    slices[`pie-${number + 1}-background-size`] = `mapData(slice${number}, 0, 100, 0, 100)`;
  });
  return [
    {
      selector: "node",
      style: {
        width: "data(size)",
        height: "data(size)",
        label: "data(label)",
        color: palette.ink,
        "font-family": "system-ui, sans-serif",
        "font-size": 9,
        "text-wrap": "wrap",
        "text-max-width": "110px",
        "text-valign": "bottom",
        "text-margin-y": 3,
        "text-outline-color": palette.paper,
        "text-outline-width": 2,
        "border-width": 1.5,
        "border-color": palette.paper,
        "overlay-opacity": 0,
      },
    },
    ...colours.map((colour, number) => ({
      selector: `node[group = ${number}]`,
      style: { "background-color": colour },
    })),
    ...colours.map((colour, number) => ({
      selector: `node.stub[group = ${number}]`,
      style: { "background-color": palette.paper, "border-color": colour, "border-width": 2.5 },
    })),
    {
      // In a crowd the names show when the reader comes near: from a zoom of 2 on, for Cytoscape
      // compares with the next power of two.
      selector: "node.crowded",
      style: { "font-size": 5, "min-zoomed-font-size": 16, "text-max-width": "56px" },
    },
    { selector: "node.expanded", style: { "border-color": palette.ink, "border-width": 2 } },
    {
      selector: "node.centre, node.hovered, node.chosen, node.on-path",
      style: { "font-size": 12, "min-zoomed-font-size": 0, "text-max-width": "150px", "z-index": 2 },
    },
    {
      selector: "node.clique",
      style: {
        "font-size": "data(letters)",
        "min-zoomed-font-size": 0,
        "text-max-width": "data(line)",
        "border-color": palette.ink,
        "border-width": 5,
        "border-style": "double",
        "pie-size": "100%",
        "z-index": 2,
        ...slices,
      },
    },
    {
      selector: "node.centre",
      style: {
        width: 34,
        height: 34,
        "border-color": palette.ink,
        "border-width": 3,
        "font-size": "data(letters)",
        "font-weight": 600,
        "text-max-width": "data(line)",
      },
    },
    { selector: "node.pinned", style: { "border-color": palette.ink, "border-style": "dashed", "border-width": 3 } },
    {
      selector: "node.chosen, node.on-path",
      style: { "border-color": palette.accent, "border-width": 4 },
    },
    { selector: "node.far", style: { opacity: 0.3 } },
    { selector: "node.hovered", style: { opacity: 1, "z-index": 3 } },
  ];
}
