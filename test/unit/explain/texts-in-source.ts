/** The texts that source files write down, found in their syntax: literals and templates, what varies as `{}`. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';

export interface Wanted {
  /** Values of properties of these names. */
  properties: readonly string[];
  /** Arguments of calls of these functions. */
  calls: readonly string[];
  /** Values of the tables in constants of these names. */
  tables: readonly string[];
  /** What functions of these names return. */
  returns: readonly string[];
}

export function textsIn(file: URL, wanted: Wanted): string[] {
  const source = ts.createSourceFile(file.pathname, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const texts: string[] = [];
  const take = (expression: ts.Expression): void => void texts.push(...textsOf(expression));
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && wanted.properties.includes(nameOf(node.name))) take(node.initializer);
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && wanted.calls.includes(node.expression.text)) node.arguments.forEach(take);
    if (ts.isVariableDeclaration(node) && wanted.tables.includes(nameOf(node.name)) && node.initializer && ts.isObjectLiteralExpression(node.initializer)) {
      for (const property of node.initializer.properties) if (ts.isPropertyAssignment(property)) take(property.initializer);
    }
    if (ts.isReturnStatement(node) && node.expression && wanted.returns.includes(functionAround(node))) take(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

function textsOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) {
    const whole = node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join('');
    return [whole, ...node.templateSpans.flatMap(({ expression }) => textsOf(expression))];
  }
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) return [...textsOf(node.left), ...textsOf(node.right)];
  return [];
}

function nameOf(name: ts.Node): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : '';
}

function functionAround(node: ts.Node): string {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) if (ts.isFunctionDeclaration(at)) return at.name?.text ?? '';
  return '';
}
