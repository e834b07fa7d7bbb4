/** One paragraph, table or chart. Plain data: the report escapes every text and draws every chart itself. */
export type ReportPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'table'; readonly caption: string; readonly columns: readonly ReportColumn[]; readonly rows: readonly (readonly (string | number)[])[] }
  /** Horizontal bars from zero. */
  | { readonly kind: 'bars'; readonly caption: string; readonly measure: string; readonly unit: string; readonly bars: readonly ReportBar[] }
  /** Lines over numbers; the vertical axis starts at zero. At most eight lines in one picture. */
  | { readonly kind: 'lines'; readonly caption: string; readonly xTitle: string; readonly yTitle: string; readonly series: readonly ReportSeries[] };

export interface ReportSeries {
  readonly name: string;
  /** In the order of x; `spread` is the standard deviation, half the length of the error bar. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly spread?: number }[];
}

export interface ReportColumn {
  readonly title: string;
  /** Right-aligned. */
  readonly numeric?: boolean;
}

export interface ReportBar {
  readonly name: string;
  readonly value: number;
  /** Half the length of the error bar. */
  readonly spread?: number;
}

/** What a plugin adds to a report. */
export interface ReportSection {
  /** The finding, in words. */
  readonly title: string;
  readonly parts: readonly ReportPart[];
}
