import type { InferenceSession } from 'onnxruntime-node';

/**
 * Measured settings: memory pattern doubles the peak, denormal moments slow Adam thirty times (notes/engines §2.2).
 * On the CPU onnxruntime changes nothing in the graph: what it could find is in the lowered graph already, its search takes longer than many steps
 * (docs/performance.md), and it would compute a recomputed value once and keep it.
 */
export function sessionOptions(provider: InferenceSession.ExecutionProviderConfig, threads: number, config: Readonly<Record<string, string>> = {}): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: provider === 'cpu' || provider === 'wasm' ? 'disabled' : 'all',
    enableMemPattern: false,
    enableCpuMemArena: true,
    // Errors come as exceptions: only what ends the process is worth a line on stderr.
    logSeverityLevel: 4,
    extra: { session: { set_denormal_as_zero: '1', ...config } },
  };
}
