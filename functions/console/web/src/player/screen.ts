// The whole screen, and a small window that stays on top.

type WebKitVideo = HTMLVideoElement & { webkitEnterFullscreen?: () => void };

export const canFill = (): boolean => document.fullscreenEnabled || 'webkitEnterFullscreen' in HTMLVideoElement.prototype;

export const canFloat = (): boolean => document.pictureInPictureEnabled === true;

export const fills = (element: Element): boolean => element.matches(':fullscreen');

export async function toggleFill(element: Element, media: HTMLVideoElement | undefined): Promise<void> {
  if (fills(element)) return document.exitFullscreen();
  if (document.fullscreenEnabled) return element.requestFullscreen();
  // On iPhones only the video itself can fill the screen.
  (media as WebKitVideo | undefined)?.webkitEnterFullscreen?.();
}

/** The element of `media`'s own tree that floats: a document names only the host of it. */
const floating = (media: Element): Element | null => (media.getRootNode() as ShadowRoot | Document).pictureInPictureElement;

export async function toggleFloat(media: HTMLVideoElement): Promise<void> {
  if (floating(media) === media) return document.exitPictureInPicture();
  // Without a picture the browser refuses; it then says so in its own way.
  await media.requestPictureInPicture().catch(() => {});
}

/** Keeps the small window when another element takes over. */
export function handOver(from: HTMLVideoElement, to: HTMLVideoElement): void {
  if (floating(from) === from) void to.requestPictureInPicture().catch(() => {});
}
