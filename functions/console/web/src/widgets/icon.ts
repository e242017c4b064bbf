import { svg, html, type TemplateResult } from 'lit';

/** Drawn on 24 × 24 with a stroke. */
const shapes = {
  queue: svg`<path d="M4 6h11M4 12h11M4 18h7"/><path d="m15 17 2.5 2.5L22 15"/>`,
  front: svg`<rect x="3" y="4" width="18" height="16" rx="2"/><path d="M3 10h18M10 10v10"/>`,
  streams: svg`<path d="M5 12a7 7 0 0 1 2-5M19 12a7 7 0 0 0-2-5M7 17a7 7 0 0 1-2-5M17 17a7 7 0 0 0 2-5"/><circle cx="12" cy="12" r="2.5"/>`,
  work: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>`,
  quarantine: svg`<path d="M12 3 4 6v6c0 4.5 3.4 7.7 8 9 4.6-1.3 8-4.5 8-9V6z"/><path d="M12 8.5v4M12 16v.01"/>`,
  health: svg`<path d="M3 12h4l2.5-6 4.5 12 2.5-6H21"/>`,
  log: svg`<path d="M4 12a8 8 0 1 0 2.5-5.8L4 8.5"/><path d="M4 4v4.5h4.5M12 8v4.5l3 1.8"/>`,
  play: svg`<path d="M7 5v14l11-7z"/>`,
  pause: svg`<path d="M8 5v14M16 5v14"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  eye: svg`<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="3"/>`,
  'eye-off': svg`<path d="M4 4l16 16M9.5 5.9A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-2.7 3.4M6.2 7.6A16 16 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4-.9"/>`,
  star: svg`<path d="m12 4 2.5 5.1 5.5.8-4 3.9 1 5.6-5-2.6-5 2.6 1-5.6-4-3.9 5.5-.8z"/>`,
  undo: svg`<path d="M8 5 4 9l4 4"/><path d="M4 9h10a5.5 5.5 0 0 1 0 11H9"/>`,
  skip: svg`<path d="m6 6 7 6-7 6zM17 6v12"/>`,
  pencil: svg`<path d="M4 20h4L19 9l-4-4L4 16zM13 7l4 4"/>`,
  image: svg`<rect x="3" y="5" width="18" height="14" rx="2"/><circle cx="8.5" cy="10" r="1.5"/><path d="m4 17 5-4 3 2 4-4 5 4.5"/>`,
  clock: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>`,
  search: svg`<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>`,
  more: svg`<g stroke-width="3"><path d="M5 12h.01M12 12h.01M19 12h.01"/></g>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  minus: svg`<path d="M5 12h14"/>`,
  up: svg`<path d="m6 14 6-6 6 6"/>`,
  down: svg`<path d="m6 10 6 6 6-6"/>`,
  left: svg`<path d="m14 6-6 6 6 6"/>`,
  right: svg`<path d="m10 6 6 6-6 6"/>`,
  top: svg`<path d="M5 5h14M12 20V9M7 14l5-5 5 5"/>`,
  trash: svg`<path d="M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13"/>`,
  split: svg`<path d="M12 3v18M8 8l-4 4 4 4M16 8l4 4-4 4"/>`,
  merge: svg`<path d="M12 3v18M4 8l4 4-4 4M20 8l-4 4 4 4"/>`,
  trim: svg`<path d="M8 4H5v16h3M16 4h3v16h-3M9 12h6"/>`,
  join: svg`<path d="M3 8h7v8H3zM14 8h7v8h-7zM10 12h4"/>`,
  link: svg`<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1"/>`,
  copy: svg`<rect x="8" y="8" width="12" height="12" rx="2"/><path d="M16 8V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h2"/>`,
  warning: svg`<path d="M12 4 2.5 20h19zM12 10v4.5M12 17.5v.01"/>`,
  info: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8v.01"/>`,
  refresh: svg`<path d="M20 12a8 8 0 1 1-2.5-5.8L20 8.5M20 4v4.5h-4.5"/>`,
  keyboard: svg`<rect x="2.5" y="6" width="19" height="12" rx="2"/><path d="M6.5 10h.01M10 10h.01M13.5 10h.01M17 10h.01M8 14h8"/>`,
  language: svg`<path d="M3 6h10M8 4v2M11 6c-1 4-4 7-7.5 8.5M5.5 9c1.5 3 3.5 4.5 6 5.5M12.5 20l4-10 4 10M14 16.5h5"/>`,
  sun: svg`<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4"/>`,
  moon: svg`<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"/>`,
  contrast: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5v17a8.5 8.5 0 0 0 0-17z" fill="currentColor"/>`,
  'sign-out': svg`<path d="M10 4H5v16h5M15 8l4 4-4 4M19 12H9"/>`,
  grip: svg`<path d="M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01"/>`,
  record: svg`<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="3.5" fill="currentColor"/>`,
  stop: svg`<rect x="6" y="6" width="12" height="12" rx="1.5"/>`,
  calendar: svg`<rect x="3.5" y="5" width="17" height="15" rx="2"/><path d="M3.5 10h17M8 3v4M16 3v4"/>`,
  user: svg`<circle cx="12" cy="8.5" r="4"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>`,
};

export type IconName = keyof typeof shapes;

/** A picture beside words, or in a button that has an `aria-label`: it says nothing itself. */
export function icon(name: IconName, filled = false): TemplateResult {
  return html`<svg class="icon ${filled ? 'filled' : ''}" viewBox="0 0 24 24" aria-hidden="true">${shapes[name]}</svg>`;
}
