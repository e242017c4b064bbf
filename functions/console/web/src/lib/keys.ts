import type { Key, Values } from '../i18n/index.js';
import { Emitter } from './emitter.js';
import { store, stored } from './stored.js';

/** What a key does. */
export interface Command {
  /** As in `KeyboardEvent.key`; letters in lower case, `shift+` and `ctrl+` (also ⌘) before it. Several do the same. */
  keys: string | string[];
  label: Key;
  values?: Values;
  /** How the help names the keys, where the list would be long: `0–9`. */
  shown?: string;
  /** Under which heading the help lists it; by default that of the screen. */
  group?: Key;
  /** Whether it can do anything now. */
  when?: () => boolean;
  run: (event: KeyboardEvent) => void;
}

interface Layer {
  commands: Command[];
  modal: boolean;
}

/** Keys, newest layer first. Nothing fires while somebody types, while a dialog is open, or where an element took the key itself. */
class Keys {
  readonly changed = new Emitter();
  #layers: Layer[] = [];

  start(): void {
    window.addEventListener('keydown', (event) => this.#pressed(event));
  }

  /** Adds commands until the function that it returns is called. Under a `modal` layer, no other commands run. */
  register(commands: Command[], modal = false): () => void {
    const layer = { commands, modal };
    this.#layers.unshift(layer);
    this.changed.tell();
    return () => {
      this.#layers = this.#layers.filter((it) => it !== layer);
      this.changed.tell();
    };
  }

  /** All commands, for the help. */
  get commands(): Command[] {
    return this.#layers.flatMap((layer) => layer.commands);
  }

  /** Whether keys without Ctrl do anything. */
  get single(): boolean {
    return stored('keys') !== 'off';
  }

  set single(on: boolean) {
    store('keys', on ? null : 'off');
    this.changed.tell();
  }

  #pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const path = event.composedPath();
    const target = path[0];
    if (target instanceof Element && (types(target) || takes(target, event.key) || target.closest('[role="menu"]'))) return;
    if (path.some((it) => it instanceof HTMLDialogElement && it.open)) return;
    const name = nameOf(event);
    if (!this.single && !name.startsWith('ctrl+')) return;
    for (const layer of this.#layers) {
      for (const command of layer.commands) {
        if (![command.keys].flat().includes(name) || command.when?.() === false) continue;
        event.preventDefault();
        command.run(event);
        return;
      }
      if (layer.modal) return;
    }
  }
}

function nameOf(event: KeyboardEvent): string {
  let key = event.key;
  // A keyboard of another script: the place of the key tells which letter it is.
  if (key.length === 1 && key > '~' && /^Key[A-Z]$/.test(event.code)) key = event.code.slice(3);
  if (key.length === 1) key = key.toLowerCase();
  const letter = /^[a-z]$/.test(key) || key.length > 1;
  return `${event.ctrlKey || event.metaKey ? 'ctrl+' : ''}${event.shiftKey && letter ? 'shift+' : ''}${key}`;
}

const TYPED = new Set(['text', 'search', 'url', 'email', 'number', 'password', 'tel', 'date', 'time', 'datetime-local', 'month', 'week']);

function types(target: Element): boolean {
  if (target instanceof HTMLInputElement) return TYPED.has(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || (target instanceof HTMLElement && target.isContentEditable);
}

/** Keys that a control under the focus uses itself. With `data-keys` it leaves the space bar to the screen. */
function takes(target: Element, key: string): boolean {
  if (key === ' ' && target.hasAttribute('data-keys')) return false;
  if (key === ' ' || key === 'Enter') return target.matches('button, a[href], summary, input, [role="button"], [role="menuitem"], [role="tab"]');
  if (key.startsWith('Arrow') || key === 'Home' || key === 'End') return target.matches('input, [role="slider"], [role="menuitem"], [role="tab"]');
  return false;
}

/** A key as people write it: J, ←, Space. */
export function keyName(key: string): string {
  const names: Record<string, string> = { ' ': 'Space', ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };
  const parts = key === '+' ? ['+'] : key.split('+');
  return parts.map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part.charAt(0).toUpperCase() + part.slice(1))).join(' ');
}

export const keys = new Keys();
