/** Categories of AVSBench's setting S4, in the order of the published scripts. spec/datasets §4 */
export const avsbenchClasses: readonly string[] = [
  'baby_laughter', 'female_singing', 'male_speech', 'dog_barking', 'cat_meowing', 'lions_roaring', 'horse_clip-clop', 'coyote_howling',
  'mynah_bird_singing', 'playing_acoustic_guitar', 'playing_tabla', 'playing_violin', 'playing_piano', 'playing_ukulele', 'playing_glockenspiel',
  'helicopter', 'race_car', 'driving_buses', 'ambulance_siren', 'typing_on_computer_keyboard', 'chainsawing_trees', 'cap_gun_shooting',
  'lawn_mowing',
];
