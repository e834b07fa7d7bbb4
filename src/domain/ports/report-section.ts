import type { RgbImage } from './media.js';

/** One paragraph, table, chart or row of pictures. Plain data: the report escapes every text and draws every chart itself. */
export type ReportPart<Picture = RgbImage> =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'table'; readonly caption: string; readonly columns: readonly ReportColumn[]; readonly rows: readonly (readonly (string | number)[])[] }
  /** Horizontal bars from zero. */
  | { readonly kind: 'bars'; readonly caption: string; readonly measure: string; readonly unit: string; readonly bars: readonly ReportBar[] }
  /** Lines over numbers; the vertical axis starts at zero. At most eight lines in one picture. */
  | { readonly kind: 'lines'; readonly caption: string; readonly xTitle: string; readonly yTitle: string; readonly series: readonly ReportSeries[] }
  /** Places without axes, coloured by class, one panel beside the other. */
  | { readonly kind: 'scatter'; readonly caption: string; readonly classes: readonly string[]; readonly panels: readonly { readonly name: string; readonly points: readonly ReportPoint[] }[] }
  /** Pictures side by side under the titles of their columns. */
  | { readonly kind: 'pictures'; readonly caption: string; readonly columns: readonly string[]; readonly rows: readonly { readonly name: string; readonly pictures: readonly Picture[] }[] }
  /** One lane a row: a class per segment; the number of classes stands for none. */
  | { readonly kind: 'lanes'; readonly caption: string; readonly classes: readonly string[]; readonly segmentSeconds: number; readonly lanes: readonly { readonly name: string; readonly labels: readonly number[] }[] };

export interface ReportPoint {
  readonly x: number;
  readonly y: number;
  /** Index of its class. */
  readonly label: number;
}

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

/** A picture as a file holds it. */
export interface EncodedPicture {
  readonly width: number;
  readonly height: number;
  readonly mediaType: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

/** What a task or a plugin adds to a report. */
export interface ReportSection<Picture = RgbImage> {
  /** The finding, in words. */
  readonly title: string;
  readonly parts: readonly ReportPart<Picture>[];
}
