import type { ExampleClip, ReportExamples } from '../../../../domain/ports/report.js';
import type { Json } from '../../../../domain/ports/run-store.js';

/** What the pictures of the clips were drawn from; probabilities and attention with four significant digits. */
export function clipNumbers({ classes, segmentSeconds, worst, typical }: ReportExamples): Json {
  return { classes, segmentSeconds, worst: worst.map(numbersOf), typical: typical.map(numbersOf) };
}

function numbersOf({ prediction, truth }: ExampleClip): Json {
  const { id, segmentClasses, eventProbabilities, classProbabilities, visualAttention } = prediction;
  return {
    id,
    truth,
    predicted: segmentClasses,
    eventProbabilities: eventProbabilities.map(rounded),
    classProbabilities: classProbabilities.map(rounded),
    visualAttention: visualAttention === undefined ? null : { grid: visualAttention.grid, maps: visualAttention.maps.map((map) => map.map(rounded)) },
  };
}

const rounded = (value: number): number => Number(value.toPrecision(4));
