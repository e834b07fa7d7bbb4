export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Why a command's `AbortSignal` is aborted. */
export class Interruption extends Error {
  constructor(readonly stopSignal: StopSignal) {
    super(`interrupted by ${stopSignal}`);
    this.name = 'AbortError';
  }
}

/** 128 + the signal's number, as shells report it. */
export function exitCodeOfSignal(stopSignal: StopSignal): 130 | 143 {
  return stopSignal === 'SIGINT' ? 130 : 143;
}

export interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown;
  removeListener(signal: StopSignal, listener: () => void): unknown;
}

export interface InterruptionWatch {
  readonly signal: AbortSignal;
  readonly stopSignal: StopSignal | undefined;
  stop(): void;
}

/**
 * The first SIGINT or SIGTERM aborts the signal, so that the use case finishes its step and saves; the second leaves at once.
 * @param leave ends the process as this signal ends one that does not listen
 */
export function watchInterruptions(source: SignalSource, announce: (line: string) => void, leave: (stopSignal: StopSignal) => void): InterruptionWatch {
  const controller = new AbortController();
  let received: StopSignal | undefined;
  const listenerOf = (stopSignal: StopSignal) => () => {
    if (received !== undefined) {
      leave(stopSignal);
      return;
    }
    received = stopSignal;
    announce('Stopping after this step; once more leaves at once without saving.');
    controller.abort(new Interruption(stopSignal));
  };
  const listeners = (['SIGINT', 'SIGTERM'] as const).map((stopSignal) => ({ stopSignal, listener: listenerOf(stopSignal) }));
  for (const { stopSignal, listener } of listeners) source.on(stopSignal, listener);
  return {
    signal: controller.signal,
    get stopSignal() {
      return received;
    },
    stop() {
      for (const { stopSignal, listener } of listeners) source.removeListener(stopSignal, listener);
    },
  };
}

/** Ends the process by the signal itself (130 or 143 in a shell): nothing is cleaned up, so no native thread can be caught in its work. */
export function dieOf(stopSignal: StopSignal): void {
  process.removeAllListeners(stopSignal);
  process.kill(process.pid, stopSignal);
}
