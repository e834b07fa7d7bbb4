interface PlacedVideo {
  readonly split: string;
  readonly video: string;
}

/** Videos of the training split that are in another split too, with that split. */
export function sharedVideos(rows: readonly PlacedVideo[]): ReadonlyMap<string, string> {
  const elsewhere = new Map(rows.filter(({ split }) => split !== 'train').map(({ video, split }) => [video, split]));
  const training = rows.filter(({ split }) => split === 'train').map(({ video }) => video);
  return new Map(training.flatMap((video) => {
    const split = elsewhere.get(video);
    return split === undefined || video === '' ? [] : [[video, split]];
  }));
}

/** What the user is told about them. */
export function sharedVideosNotice(rows: readonly PlacedVideo[], shared: ReadonlyMap<string, string>, strictSplit: boolean): string[] {
  if (shared.size === 0) return [];
  const counts = ['val', 'test'].map((split) => `${[...shared.values()].filter((other) => other === split).length} with ${split}`);
  const trainingRows = rows.filter(({ split, video }) => split === 'train' && shared.has(video)).length;
  const treatment = strictSplit ? `their ${trainingRows} training rows are left out` : `kept as published; --strict-split leaves out their ${trainingRows} training rows`;
  return [`The training split shares videos with others: ${counts.join(', ')}; ${treatment}.`];
}
