/** What is shown only when somebody asks for it, with the script that it needs. Its elements come alive once that is there. */
export function later<T>(load: () => Promise<unknown>, content: T): T {
  load().catch(reportError);
  return content;
}
