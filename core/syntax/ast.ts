/**
 * The typed syntax tree of Python that everything above works on.
 *
 * Positions are UTF-16 offsets into the source text, `end` exclusive. A node covers its whole expression, as in
 * CPython's `ast`: without enclosing parentheses, without trailing comments. Nothing but the
 * reading of an edited text changes a tree: it moves positions, and gives a function another body.
 *
 * Source: https://docs.python.org/3/library/ast.html (names follow it; `kind` is the class name).
 */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface Module extends Span {
  readonly kind: 'Module'
  readonly body: readonly Stmt[]
  readonly errors: readonly SyntaxProblem[]
  /** Those outside of functions' bodies. */
  readonly outerErrors: readonly SyntaxProblem[]
  /** Those of indentation alone, in bodies, too. */
  readonly indentationErrors: readonly SyntaxProblem[]
  /** Every comment of the text, in order. */
  readonly comments: readonly Comment[]
}

/** `text` begins with `#`. `ownLine` tells a comment alone on its line from one that follows code. */
export interface Comment extends Span { readonly text: string; readonly ownLine: boolean }

/** A place where the text is not Python. The tree around it is the best that could be recovered. */
export interface SyntaxProblem extends Span {
  readonly message: string
}

/** Changes when what calling the function does may have changed. */
export const contentOf = (definition: FunctionDef | Lambda): object => (definition.kind === 'FunctionDef' ? definition.code?.content ?? definition : definition)

// Expressions

export type Expr =
  | Name | NumberLiteral | StringLiteral | BytesLiteral | FString | ConstantLiteral
  | Tuple | List | SetDisplay | Dict
  | BinOp | UnaryOp | BoolOp | Compare | IfExp | NamedExpr | Lambda
  | Call | Attribute | Subscript | Slice | Starred
  | Comprehension | Await | Yield | YieldFrom | ErrorExpr

export interface Name extends Span { readonly kind: 'Name'; readonly id: string }

/** `isFloat` tells `1.0` from `1`. `value` is undefined where the literal is imaginary or beyond 2^53. */
export interface NumberLiteral extends Span { readonly kind: 'Number'; readonly value: number | undefined; readonly isFloat: boolean }
/** Adjacent literals are one node. Escapes are decoded. */
export interface StringLiteral extends Span { readonly kind: 'String'; readonly value: string }
export interface BytesLiteral extends Span { readonly kind: 'Bytes'; readonly value: string }
/** `parts` in order: literal text, or an interpolated expression with its conversion and format spec. */
export interface FString extends Span { readonly kind: 'FString'; readonly parts: readonly (string | FStringValue)[] }
export interface FStringValue extends Span {
  readonly kind: 'FStringValue'
  readonly value: Expr
  readonly conversion: 's' | 'r' | 'a' | undefined
  readonly format: readonly (string | FStringValue)[] | undefined
  /** The text of `{value=}`, which Python prints before the value. */
  readonly debug: string | undefined
}
export interface ConstantLiteral extends Span { readonly kind: 'Constant'; readonly value: 'None' | 'True' | 'False' | 'Ellipsis' }

export interface Tuple extends Span { readonly kind: 'Tuple'; readonly elements: readonly Expr[] }
export interface List extends Span { readonly kind: 'List'; readonly elements: readonly Expr[] }
export interface SetDisplay extends Span { readonly kind: 'Set'; readonly elements: readonly Expr[] }
/** An entry without a key is `**value`. */
export interface Dict extends Span { readonly kind: 'Dict'; readonly entries: readonly { readonly key: Expr | undefined; readonly value: Expr }[] }

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@' | '&' | '|' | '^' | '<<' | '>>'
export interface BinOp extends Span { readonly kind: 'BinOp'; readonly op: BinaryOperator; readonly left: Expr; readonly right: Expr }
export interface UnaryOp extends Span { readonly kind: 'UnaryOp'; readonly op: '-' | '+' | '~' | 'not'; readonly operand: Expr }
/** `a and b and c` is one node with three values. */
export interface BoolOp extends Span { readonly kind: 'BoolOp'; readonly op: 'and' | 'or'; readonly values: readonly Expr[] }
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'is' | 'is not' | 'in' | 'not in'
export interface Compare extends Span { readonly kind: 'Compare'; readonly left: Expr; readonly rest: readonly { readonly op: CompareOperator; readonly right: Expr }[] }
export interface IfExp extends Span { readonly kind: 'IfExp'; readonly test: Expr; readonly body: Expr; readonly orelse: Expr }
export interface NamedExpr extends Span { readonly kind: 'NamedExpr'; readonly target: Name; readonly value: Expr }
export interface Lambda extends Span { readonly kind: 'Lambda'; readonly params: Parameters; readonly body: Expr }

export interface Call extends Span { readonly kind: 'Call'; readonly func: Expr; readonly args: readonly Argument[] }
/** `f(x)`, `f(name=x)`, `f(*x)`, `f(**x)`; `name` is set for keywords only. */
export interface Argument extends Span { readonly star: '' | '*' | '**'; readonly name: Name | undefined; readonly value: Expr }
export interface Attribute extends Span { readonly kind: 'Attribute'; readonly value: Expr; readonly attr: Name }
/** `x[i]`; several indices are a Tuple. */
export interface Subscript extends Span { readonly kind: 'Subscript'; readonly value: Expr; readonly index: Expr }
export interface Slice extends Span { readonly kind: 'Slice'; readonly lower: Expr | undefined; readonly upper: Expr | undefined; readonly step: Expr | undefined }
export interface Starred extends Span { readonly kind: 'Starred'; readonly value: Expr }

/** `element` is the value; for a dict comprehension `key` is set too. */
export interface Comprehension extends Span {
  readonly kind: 'Comprehension'
  readonly type: 'list' | 'set' | 'dict' | 'generator'
  readonly key: Expr | undefined
  readonly element: Expr
  readonly clauses: readonly ComprehensionClause[]
}
export interface ComprehensionClause { readonly target: Expr; readonly iter: Expr; readonly ifs: readonly Expr[]; readonly isAsync: boolean }
export interface Await extends Span { readonly kind: 'Await'; readonly value: Expr }
export interface Yield extends Span { readonly kind: 'Yield'; readonly value: Expr | undefined }
export interface YieldFrom extends Span { readonly kind: 'YieldFrom'; readonly value: Expr }
/** Text that is not an expression. Its value is unknown. `children` are expressions recovered inside. */
export interface ErrorExpr extends Span { readonly kind: 'Error'; readonly children: readonly Expr[] }

// Statements

export type Stmt =
  | ExprStmt | Assign | AugAssign | AnnAssign | Return | Raise | Assert | Delete | Pass | Break | Continue
  | If | For | While | Try | With | Match
  | FunctionDef | ClassDef | Import | ImportFrom | Global | Nonlocal | TypeAlias | ErrorStmt

export interface ExprStmt extends Span { readonly kind: 'Expr'; readonly value: Expr }
/** `a = b = value` has two targets. A target is Name, Attribute, Subscript, Tuple, List or Starred. */
export interface Assign extends Span { readonly kind: 'Assign'; readonly targets: readonly Expr[]; readonly value: Expr }
export interface AugAssign extends Span { readonly kind: 'AugAssign'; readonly target: Expr; readonly op: BinaryOperator; readonly value: Expr }
export interface AnnAssign extends Span { readonly kind: 'AnnAssign'; readonly target: Expr; readonly annotation: Expr; readonly value: Expr | undefined }
export interface Return extends Span { readonly kind: 'Return'; readonly value: Expr | undefined }
export interface Raise extends Span { readonly kind: 'Raise'; readonly exception: Expr | undefined; readonly cause: Expr | undefined }
export interface Assert extends Span { readonly kind: 'Assert'; readonly test: Expr; readonly message: Expr | undefined }
export interface Delete extends Span { readonly kind: 'Delete'; readonly targets: readonly Expr[] }
export interface Pass extends Span { readonly kind: 'Pass' }
export interface Break extends Span { readonly kind: 'Break' }
export interface Continue extends Span { readonly kind: 'Continue' }
/** `elif` is an If alone in `orelse`. */
export interface If extends Span { readonly kind: 'If'; readonly test: Expr; readonly body: readonly Stmt[]; readonly orelse: readonly Stmt[] }
export interface For extends Span { readonly kind: 'For'; readonly target: Expr; readonly iter: Expr; readonly body: readonly Stmt[]; readonly orelse: readonly Stmt[]; readonly isAsync: boolean }
export interface While extends Span { readonly kind: 'While'; readonly test: Expr; readonly body: readonly Stmt[]; readonly orelse: readonly Stmt[] }
export interface Try extends Span {
  readonly kind: 'Try'
  readonly body: readonly Stmt[]
  readonly handlers: readonly ExceptHandler[]
  readonly orelse: readonly Stmt[]
  readonly finalbody: readonly Stmt[]
}
export interface ExceptHandler extends Span { readonly type: Expr | undefined; readonly name: Name | undefined; readonly body: readonly Stmt[] }
export interface With extends Span { readonly kind: 'With'; readonly items: readonly WithItem[]; readonly body: readonly Stmt[]; readonly isAsync: boolean }
export interface WithItem { readonly context: Expr; readonly target: Expr | undefined }
export interface Match extends Span { readonly kind: 'Match'; readonly subject: Expr; readonly cases: readonly MatchCase[] }
export interface MatchCase extends Span { readonly pattern: Pattern; readonly guard: Expr | undefined; readonly body: readonly Stmt[] }

export type Pattern =
  | (Span & { readonly kind: 'MatchValue'; readonly value: Expr })
  /** `_` when both are undefined; a bare name when only `name` is set; `pattern as name` otherwise. */
  | (Span & { readonly kind: 'MatchAs'; readonly pattern: Pattern | undefined; readonly name: string | undefined })
  | (Span & { readonly kind: 'MatchStar'; readonly name: string | undefined })
  | (Span & { readonly kind: 'MatchOr'; readonly patterns: readonly Pattern[] })
  | (Span & { readonly kind: 'MatchSequence'; readonly patterns: readonly Pattern[] })
  | (Span & { readonly kind: 'MatchMapping'; readonly entries: readonly { readonly key: Expr; readonly pattern: Pattern }[]; readonly rest: string | undefined })
  | (Span & { readonly kind: 'MatchClass'; readonly cls: Expr; readonly patterns: readonly Pattern[]; readonly keywords: readonly { readonly name: string; readonly pattern: Pattern }[] })

export interface FunctionDef extends Span {
  readonly kind: 'FunctionDef'
  readonly name: Name
  readonly params: Parameters
  readonly returns: Expr | undefined
  readonly decorators: readonly Expr[]
  readonly isAsync: boolean
  /** Where the body is lines of its own. */
  readonly code: FunctionCode | undefined
  /** Converted from the parser's tree when first read. */
  readonly body: readonly Stmt[]
}
/** The lines of a function's body. `content` is another object whenever their text is another. */
export interface FunctionCode extends Span {
  readonly content: object
  /** It stands in no other function. */
  readonly isOutermost: boolean
  /** Everything wrong in it. Reads the bodies inside of it. */
  problems(): readonly SyntaxProblem[]
}
export interface Parameters { readonly all: readonly Parameter[] }
/** In source order. `positional` stands before `/`, `keyword` after `*`; `*args` and `**kwargs` are kinds of their own. */
export interface Parameter extends Span {
  readonly name: Name
  readonly type: 'positional' | 'normal' | 'keyword' | '*' | '**'
  readonly default: Expr | undefined
  readonly annotation: Expr | undefined
}
export interface ClassDef extends Span {
  readonly kind: 'ClassDef'
  readonly name: Name
  /** Bases and keywords such as `metaclass=`. */
  readonly args: readonly Argument[]
  readonly decorators: readonly Expr[]
  readonly body: readonly Stmt[]
}
export interface Import extends Span { readonly kind: 'Import'; readonly names: readonly ImportedModule[] }
export interface ImportedModule extends Span { readonly path: readonly string[]; readonly asname: Name | undefined }
export interface ImportFrom extends Span {
  readonly kind: 'ImportFrom'
  /** Number of leading dots. */
  readonly level: number
  readonly path: readonly string[]
  /** `*` for `from x import *`. */
  readonly names: '*' | readonly ImportedName[]
}
export interface ImportedName extends Span { readonly name: Name; readonly asname: Name | undefined }
export interface Global extends Span { readonly kind: 'Global'; readonly names: readonly string[] }
export interface Nonlocal extends Span { readonly kind: 'Nonlocal'; readonly names: readonly string[] }
export interface TypeAlias extends Span { readonly kind: 'TypeAlias'; readonly name: Name; readonly value: Expr }
/** Text that is not a statement. Statements recovered inside follow in `body`. */
export interface ErrorStmt extends Span { readonly kind: 'Error'; readonly body: readonly Stmt[] }
