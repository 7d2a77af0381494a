// Whether the text of a policy's example is a template that can be drawn.

import { parseTemplate, TemplateError } from '../testkit/template-parse.ts';

export function templateProblem(text: string): { readonly message: string; readonly hint: string } | null {
  try {
    parseTemplate(text);
    return null;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { message: error.message.split('\n')[0] ?? '', hint: error.hint };
  }
}
