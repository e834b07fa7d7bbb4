import { describe, expect, it } from 'vitest';
import { bindingAddress, libraryAddress } from '../../../src/adapters/engine-packages/published-files.js';

const linux = { platform: 'linux', arch: 'x64' };

// The addresses are those of scripts/install.js and the "binary" member of package.json in @tensorflow/tfjs-node 4.22.0.
describe('addresses of published files', () => {
  it.each([
    ['tfjs-node', 'linux', 'x64', 'tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz'],
    ['tfjs-node', 'win32', 'x64', 'tensorflow/libtensorflow/libtensorflow-cpu-windows-x86_64-2.9.1.zip'],
    ['tfjs-node', 'linux', 'arm64', 'tf-builds/libtensorflow_r2_7_linux_arm64.tar.gz'],
    ['tfjs-node', 'darwin', 'arm64', 'tf-builds/libtensorflow_r2_7_darwin_arm64_cpu.tar.gz'],
    ['tfjs-node-gpu', 'linux', 'x64', 'tensorflow/libtensorflow/libtensorflow-gpu-linux-x86_64-2.9.1.tar.gz'],
  ] as const)('of %s on %s-%s are those of the package', (name, platform, arch, path) => {
    expect(libraryAddress(name, undefined, { platform, arch }, {})).toBe(`https://storage.googleapis.com/${path}`);
  });

  it('are refused where nothing is published', () => {
    expect(() => libraryAddress('tfjs-node-gpu', undefined, { platform: 'darwin', arch: 'arm64' }, {})).toThrow('no libraries of TensorFlow are published for tfjs-node-gpu on darwin-arm64');
  });

  it.each<[string, string | undefined, Record<string, string>, string]>([
    ['TFJS_NODE_CDN_STORAGE, with or without a last slash', undefined, { TFJS_NODE_CDN_STORAGE: 'http://mirror/a' }, 'http://mirror/a/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz'],
    ['npm\'s form of it', undefined, { npm_config_TFJS_NODE_CDN_STORAGE: 'http://mirror/a/' }, 'http://mirror/a/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz'],
    ['TFJS_NODE_BASE_URI before it', undefined, { TFJS_NODE_CDN_STORAGE: 'http://mirror/', TFJS_NODE_BASE_URI: 'http://base/tf-' }, 'http://base/tf-cpu-linux-x86_64-2.9.1.tar.gz'],
    ['a mirror before both', 'http://mine', { TFJS_NODE_CDN_STORAGE: 'http://mirror/', TFJS_NODE_BASE_URI: 'http://base/tf-' }, 'http://mine/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz'],
  ])('follow %s', (_, mirror, environment, address) => {
    expect(libraryAddress('tfjs-node', mirror, linux, environment)).toBe(address);
  });

  it('of the binding name the interface, the package version and the kind', () => {
    expect(bindingAddress('tfjs-node', undefined, linux, {}, 8)).toBe('https://storage.googleapis.com/tf-builds/pre-built-binary/napi-v8/4.22.0/CPU-linux-4.22.0.tar.gz');
    expect(bindingAddress('tfjs-node-gpu', 'http://mine', { platform: 'win32', arch: 'x64' }, {}, 8)).toBe('http://mine/tf-builds/pre-built-binary/napi-v8/4.22.0/GPU-windows-4.22.0.zip');
  });
});
