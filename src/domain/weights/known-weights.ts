/** Published weights that avtool's tasks start from. */
export interface KnownWeights {
  readonly name: string;
  readonly use: string;
  readonly licence: string;
  /** Absent where the publisher's page must be visited by hand. */
  readonly url?: string;
  /** The page that describes them. */
  readonly page: string;
  /** Where the publisher states it. */
  readonly sha256?: string;
}

const openai = (name: string, sha256: string, file: string, use: string): KnownWeights => ({
  name,
  use,
  licence: 'MIT',
  // The publisher's addresses hold the checksum.
  url: `https://openaipublic.azureedge.net/clip/models/${sha256}/${file}`,
  page: 'https://github.com/openai/CLIP',
  sha256,
});

export const knownWeights: readonly KnownWeights[] = [
  openai('clip-vit-b32', '40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af', 'ViT-B-32.pt', 'CLIP image and text: few-shot, zero-shot'),
  openai('clip-vit-b16', '5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f', 'ViT-B-16.pt', 'CLIP image and text, finer patches'),
  openai('clip-vit-l14', 'b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836', 'ViT-L-14.pt', 'CLIP image and text, large'),
  {
    name: 'clap-htsat-unfused',
    use: 'CLAP audio and text: few-shot, zero-shot (Hugging Face layout)',
    licence: 'Apache-2.0',
    url: 'https://huggingface.co/laion/clap-htsat-unfused/resolve/main/pytorch_model.bin',
    page: 'https://huggingface.co/laion/clap-htsat-unfused',
  },
  {
    name: 'clap-630k-audioset',
    use: 'CLAP audio and text: few-shot, zero-shot (LAION layout)',
    licence: 'CC0-1.0',
    url: 'https://huggingface.co/lukewys/laion_clap/resolve/main/630k-audioset-best.pt',
    page: 'https://github.com/LAION-AI/CLAP',
  },
  {
    name: 'swinv2-large',
    use: 'Swin-V2 large, window 12, 192 pixels: AVE, AVVP, AVS, AVQA',
    licence: 'MIT',
    url: 'https://github.com/SwinTransformer/storage/releases/download/v2.0.0/swinv2_large_patch4_window12_192_22k.pth',
    page: 'https://github.com/microsoft/Swin-Transformer',
  },
  {
    name: 'swinv2-large-timm',
    use: 'the same Swin-V2 as safetensors',
    licence: 'MIT',
    url: 'https://huggingface.co/timm/swinv2_large_window12_192.ms_in22k/resolve/main/model.safetensors',
    page: 'https://huggingface.co/timm/swinv2_large_window12_192.ms_in22k',
  },
  {
    name: 'htsat-audioset',
    use: 'HTS-AT trained on AudioSet: AVE, AVVP, AVS, AVQA',
    licence: 'MIT',
    page: 'https://github.com/RetroCirce/HTS-Audio-Transformer',
  },
];
