/** The 25 classes in the order of the published indices (spec/datasets §3). */
export const llpClasses = [
  'Speech',
  'Car',
  'Cheering',
  'Dog',
  'Cat',
  'Frying_(food)',
  'Basketball_bounce',
  'Fire_alarm',
  'Chainsaw',
  'Cello',
  'Banjo',
  'Singing',
  'Chicken_rooster',
  'Violin_fiddle',
  'Vacuum_cleaner',
  'Baby_laughter',
  'Accordion',
  'Lawn_mower',
  'Motorcycle',
  'Helicopter',
  'Acoustic_guitar',
  'Telephone_bell_ringing',
  'Baby_cry_infant_cry',
  'Blender',
  'Clapping',
] as const;

/** The index of a class. */
export const llpClassIndex: ReadonlyMap<string, number> = new Map(llpClasses.map((name, index) => [name, index]));
