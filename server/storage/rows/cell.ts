// What a column takes and gives. Numbers are whole, and JSON is text.

export type Cell = string | number | null;
