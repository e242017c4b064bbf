import { t } from '../i18n/index.js';
import { toast } from '../widgets/toast.js';

/** What could not be loaded and was told: content is rendered again and again. */
const missing = new Set<string>();

/** What is shown only when somebody asks for it, with the script that it needs. Its elements come alive once that is there. */
export function later<T>(load: () => Promise<unknown>, content: T): T {
  load().catch((error: unknown) => {
    const what = String(error);
    if (missing.has(what)) return;
    missing.add(what);
    toast({ text: t('app.notHere'), tone: 'bad', action: { label: t('app.reload'), run: () => location.reload() } });
  });
  return content;
}
