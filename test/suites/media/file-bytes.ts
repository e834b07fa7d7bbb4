/** Position of each box of that type, wherever it is nested (the names looked for do not occur by chance in small test files). */
const boxesOf = (bytes: Buffer, type: string): number[] => {
  const found: number[] = [];
  for (let at = bytes.indexOf(type, 0, 'latin1'); at >= 0; at = bytes.indexOf(type, at + 4, 'latin1')) found.push(at - 4);
  return found;
};

/** The same MP4 with its index (`moov`) before the media data, as files made for streaming have it (ISO 14496-12). */
export const withIndexInFront = (mp4: Buffer): Buffer => {
  const moovAt = boxesOf(mp4, 'moov')[0];
  const mdatAt = boxesOf(mp4, 'mdat')[0];
  const moov = Buffer.from(mp4.subarray(moovAt, moovAt + mp4.readUInt32BE(moovAt)));
  for (const at of boxesOf(moov, 'stco')) {
    const entries = moov.readUInt32BE(at + 12);
    for (let entry = 0; entry < entries; entry++) {
      const position = at + 16 + 4 * entry;
      moov.writeUInt32BE(moov.readUInt32BE(position) + moov.length, position);
    }
  }
  return Buffer.concat([mp4.subarray(0, mdatAt), moov, mp4.subarray(mdatAt, moovAt)]);
};

/** The same MP4, asking the player for a quarter turn clockwise: the matrix of the first track header, 16.16 and 2.30 fixed point. */
export const turnedClockwise = (mp4: Buffer): Buffer => {
  const turned = Buffer.from(mp4);
  const matrixAt = boxesOf(turned, 'tkhd')[0] + 8 + 4 + 36; // box header, version and flags, 36 bytes of other fields (version 0)
  [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000].forEach((value, index) => turned.writeInt32BE(value, matrixAt + 4 * index));
  return turned;
};

/** 16-bit PCM WAV of interleaved channels. */
export const wavFile = (channels: readonly Float32Array[], sampleRateHz: number): Buffer => {
  const count = channels[0].length;
  const blockBytes = 2 * channels.length;
  const wav = Buffer.alloc(44 + count * blockBytes);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(channels.length, 22);
  wav.writeUInt32LE(sampleRateHz, 24);
  wav.writeUInt32LE(sampleRateHz * blockBytes, 28);
  wav.writeUInt16LE(blockBytes, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(count * blockBytes, 40);
  channels.forEach((samples, channel) => {
    samples.forEach((sample, index) => wav.writeInt16LE(Math.round(sample * 32767), 44 + index * blockBytes + 2 * channel));
  });
  return wav;
};
