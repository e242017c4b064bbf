// Which stretch of time is seen: zoom and pan. Pure.
import type { Stretch } from './data.js';

/** Nothing is told in less than a second, so a closer look shows nothing new. */
const CLOSEST = 10_000;

/** The view with its span times `factor`, so that `anchor` stays where it is. */
export function zoomed(view: Stretch, bounds: Stretch, factor: number, anchor: number): Stretch {
  const whole = bounds.to - bounds.from;
  const span = Math.min(Math.max((view.to - view.from) * factor, Math.min(CLOSEST, whole)), whole);
  const share = (anchor - view.from) / (view.to - view.from);
  return kept({ from: anchor - share * span, to: anchor + (1 - share) * span }, bounds);
}

export function panned(view: Stretch, bounds: Stretch, by: number): Stretch {
  return kept({ from: view.from + by, to: view.to + by }, bounds);
}

/** The view moved so that it shows a moment; the same where it does. */
export function showing(view: Stretch, bounds: Stretch, at: number): Stretch {
  if (at >= view.from && at <= view.to) return view;
  const span = view.to - view.from;
  // What plays runs to the right, so most of the view lies ahead.
  return kept({ from: at - span * 0.1, to: at + span * 0.9 }, bounds);
}

function kept(view: Stretch, bounds: Stretch): Stretch {
  const span = view.to - view.from;
  const from = Math.max(bounds.from, Math.min(view.from, bounds.to - span));
  return { from, to: from + span };
}

/** All there is to see, with some space at both sides. */
export function boundsOf(spans: Stretch[]): Stretch {
  const from = Math.min(...spans.map((span) => span.from));
  const to = Math.max(...spans.map((span) => span.to));
  const space = Math.max((to - from) * 0.02, 2_000);
  return { from: from - space, to: to + space };
}
