import type { StoredClip } from '../domain/ports/clip-store.js';
import type { EncodedPicture, ReportPart, ReportSection } from '../domain/ports/report-section.js';
import type { SectionsContent } from '../domain/ports/report.js';
import type { ClipPrediction } from '../domain/tasks/task.js';
import type { FilePrediction } from './file-prediction.js';
import type { Services } from './services.js';
import type { TrainedModel } from './trained-model.js';
import type { PredictRequest } from './use-case-requests.js';

/** Windows of a file that the page shows; a long file has more, and the page says so. */
const windowsShown = 60;
const jpegQuality = 80;

/** What a page shows of predictions, gathered while they are made: no more than small pictures are kept of a file. */
export function predictionPage(services: Pick<Services, 'images'>, { task }: Pick<PredictRequest, 'task'>, { config }: TrainedModel) {
  const { classes, segmentSeconds, spread } = config.data;
  const parts = new Map<string, ReportPart<EncodedPicture>[]>();
  return {
    /** One window; the order of windows of a file is that of the calls. */
    async add(file: string, window: number, prediction: ClipPrediction, { frames }: StoredClip): Promise<void> {
      if (window >= windowsShown) return;
      const codec = await services.images();
      const pictures = await Promise.all(frames.map(async (frame): Promise<EncodedPicture> => ({ width: frame.width, height: frame.height, mediaType: 'image/jpeg', bytes: await codec.encodeJpeg(frame, jpegQuality) })));
      const start = window * frames.length * segmentSeconds;
      const columns = frames.map((_, t) => (spread === undefined ? `${Number((start + t * segmentSeconds).toFixed(2))} s` : `frame ${t + 1}`));
      const timeline = task.timeline?.(prediction);
      const { lines } = task.show(prediction, classes, segmentSeconds, config.model);
      parts.set(file, [
        ...(parts.get(file) ?? []),
        { kind: 'pictures', caption: lines[0] ?? '', columns, rows: [{ name: 'frames', pictures }] },
        ...(timeline === undefined ? [] : [{ kind: 'lanes' as const, caption: window === 0 || spread !== undefined ? 'over time' : `over time, from second ${start}`, classes, segmentSeconds, lanes: [{ name: 'predicted', labels: [...timeline.segmentClasses] }] }]),
        ...lines.slice(1).map((text) => ({ kind: 'text' as const, text })),
      ]);
    },
    content(results: readonly FilePrediction[], origin: Pick<SectionsContent, 'setup' | 'reproduce'>): SectionsContent {
      const sections = results.map((result): ReportSection<EncodedPicture> => {
        const shown = parts.get(result.file) ?? [];
        const more = result.windows.length > windowsShown ? [{ kind: 'text' as const, text: `The first ${windowsShown} of ${result.windows.length} windows are shown.` }] : [];
        const state = result.state === 'ok' ? [] : [{ kind: 'text' as const, text: `${result.state}${result.detail === undefined ? '' : `: ${result.detail}`}` }];
        return { title: result.file, parts: [...state, ...shown, ...more] };
      });
      return { kind: 'sections', title: `Predictions of ${task.title}`, task: task.title, dataset: { title: `trained on ${config.data.title}`, rendered: false }, notices: [], sections, ...origin };
    },
  };
}
