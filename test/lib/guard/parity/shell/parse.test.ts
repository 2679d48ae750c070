// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, it } from "vitest";
import { parseShell } from "../../../../../lib/guard/parity/shell/parse.ts";
import { type Node, ShellFault, type Word } from "../../../../../lib/guard/parity/shell/syntax.ts";

const wordText = ({ raw, value }: Word): string => (value === undefined ? `?${raw}` : value.replaceAll("\n", "⏎"));
const wordsText = (words: readonly Word[]): string => words.map(wordText).join(" ");

/** What a script is read as: words with their values, `?` before those that only a run can tell. */
const read = (node: Node): string => {
  switch (node.kind) {
    case "simple":
      return `<${node.assignments.map(({ raw }) => `${raw} : `).join("")}${wordsText(node.words)}>`;
    case "list":
      return node.items.map(({ node: item, isBackground }) => `${read(item)}${isBackground ? "&" : ""}`).join(" ");
    case "and-or":
      return `and-or(${node.parts.map(({ before, node: part }) => `${before ?? ""}${read(part)}`).join(" ")})`;
    case "pipeline":
      return `${node.isNegated ? "not" : "pipe"}(${node.parts.map(read).join(" ")})`;
    case "group":
    case "subshell":
      return `${node.kind}(${read(node.body)})`;
    case "if": {
      const clauses = node.clauses.map(({ condition, body }) => `${read(condition)} then ${read(body)}`);
      return `if(${[...clauses, ...(node.otherwise === undefined ? [] : [read(node.otherwise)])].join(" else ")})`;
    }
    case "for":
      return `for(${node.words === undefined ? "?" : `[${wordsText(node.words)}]`} do ${read(node.body)})`;
    case "while":
    case "until":
      return `${node.kind}(${node.condition === undefined ? "?" : read(node.condition)} do ${read(node.body)})`;
    case "case":
      return `case(${node.clauses.map(({ body }) => read(body)).join(" | ")})`;
    case "function":
      return `${node.name}=${read(node.body)}`;
    case "test":
      return "test";
  }
};

/** What it is read as, or where and why it can't be. */
const understand = (text: string): string => {
  try {
    return read(parseShell(text));
  } catch (error) {
    if (error instanceof ShellFault) return `${error.at}: ${error.message}`;
    throw error;
  }
};

describe("commands and what stands between them", () => {
  it.each<[string, string]>([
    ["", ""],
    ["  \t# nothing\n\n", ""],
    ["a b\tc", "<a b c>"],
    ["a;b & c\nd &", "<a> <b>& <c> <d>&"],
    ["a;\n\n\t# then\nb # last; c", "<a> <b>"],
    ["a#b #c", "<a#b>"],
    ["a \\\n  b\\\nc", "<a bc>"],
    ["a \\\n# b", "<a>"],
    ["a && b || c &&\n# why\n d", "and-or(<a> &&<b> ||<c> &&<d>)"],
    ["a && b; c || d & e", "and-or(<a> &&<b>) and-or(<c> ||<d>)& <e>"],
    ["a | b |& c |\n\n d", "pipe(<a> <b> <c> <d>)"],
    ["a|b&&c|d", "and-or(pipe(<a> <b>) &&pipe(<c> <d>))"],
    ["! a", "not(<a>)"],
    ["! ! a", "<a>"],
    ["! a | b && ! c", "and-or(not(<a> <b>) &&not(<c>))"],
    ["!(a)", "not(subshell(<a>))"],
    ["!a !", "<!a !>"],
    ["time a; time -p b | c", "pipe(<a>) pipe(<b> <c>)"],
    ["time\t-p \t-- \\\n a && ! time ! time b", "and-or(pipe(<a>) &&pipe(<b>))"],
    ["! time -a; timer; time -px", "not(<-a>) <timer> pipe(<-px>)"],
    ["time { a; }", "pipe(group(<a>))"],
    ["echo if then time fi in {} } ! [[ time if", "<echo if then time fi in {} } ! [[ time if>"],
    ["./if x; _done; 9fi", "<./if x> <_done> <9fi>"],
  ])("%j", (text, expected) => {
    expect(understand(text)).toBe(expected);
  });
});

describe("commands that hold others", () => {
  it.each<[string, string]>([
    ["{ a; b; }", "group(<a> <b>)"],
    ["{\n a\n}\nb", "group(<a>) <b>"],
    ["(a; b)&&(c)", "and-or(subshell(<a> <b>) &&subshell(<c>))"],
    ["( (a); b )", "subshell(subshell(<a>) <b>)"],
    ["{ a; } > log 2>&1 | b", "pipe(group(<a>) <b>)"],
    ["{ a; } >log && (b) <in >out; c", "and-or(group(<a>) &&subshell(<b>)) <c>"],
    ["( a ) # b\nc", "subshell(<a>) <c>"],
    ["if a; then b; fi", "if(<a> then <b>)"],
    [
      "if a\nthen\n b\nelif c; d\nthen e\nelif f; then g; else\n h\nfi; i",
      "if(<a> then <b> else <c> <d> then <e> else <f> then <g> else <h>) <i>",
    ],
    ["if (a) then (b) else (c) fi", "if(subshell(<a>) then subshell(<b>) else subshell(<c>))"],
    ["if a; then if b; then c; fi fi", "if(<a> then if(<b> then <c>))"],
    ["while a; b; do c; done <in", "while(<a> <b> do <c>)"],
    ["until ! a\ndo\n b\ndone\nc", "until(not(<a>) do <b>) <c>"],
    ["for x in a $b *; do c; done", "for([a ?$b *] do <c>)"],
    ["for x in a \\\n b # more\ndo c\ndone", "for([a b] do <c>)"],
    ["for x in; do a; done", "for([] do <a>)"],
    ["for x\nin a\ndo\n b\ndone", "for([a] do <b>)"],
    ["for x do a; done", "for(? do <a>)"],
    ["for x; do a; done", "for(? do <a>)"],
    ["for ((i = 0; i < (3); i++)); do a; done", "for(? do <a>)"],
    ["for (( ; ; ))\ndo a\ndone", "for(? do <a>)"],
    ["case $x in a) b ;; c|d | 'e f' ) g; h ;; (*) ;; esac; i", "case(<b> | <g> <h> | ) <i>"],
    ["case x\nin\n# first\na)\n b\n ;;\n\nc) d\nesac", "case(<b> | <d>)"],
    ["case x in a) b;& c) d ;;& e) f & esac", "case(<b> | <d> | <f>&)"],
    ["case x in a) if b; then c; fi;; esac", "case(if(<b> then <c>))"],
    ["case x in esac", "case()"],
    ["a() { b; }; a", "a=group(<b>) <a>"],
    ["a ( \t)\n\n{ b; }", "a=group(<b>)"],
    ["a-b:c()(d)", "a-b:c=subshell(<d>)"],
    ["function a { b; }", "a=group(<b>)"],
    ["function a () { b; } > log", "a=group(<b>)"],
    ["function a\n{ b; }", "a=group(<b>)"],
    ["function a ( b )", "a=subshell(<b>)"],
    ["a() if b; then c; fi", "a=if(<b> then <c>)"],
  ])("%j", (text, expected) => {
    expect(understand(text)).toBe(expected);
  });
});

describe("tests and arithmetic", () => {
  it.each<[string, string]>([
    ["[[ a ]] && b", "and-or(test &&<b>)"],
    ["[[ -n $a && ( b < c || ! d > e ) ]]", "test"],
    ["[[ a\n&&\nb ]]\nc", "test <c>"],
    // The end is a word of its own.
    ["[[ $a =~ ^[[:alpha:]]+$ ]] || b", "and-or(test ||<b>)"],
    ["[[ x == [[:alpha:]] && gate ]] || b", "and-or(test ||<b>)"],
    ["[[ ']]' == \"]]\" || a == \\]] ]]; b", "test <b>"],
    ["[[ $a =~ ^(b|c)[)(]?$ ]] && d", "and-or(test &&<d>)"],
    ["[[ $# == ${#a} ]]; b", "test <b>"],
    ["[[ (a)]]&&b", "and-or(test &&<b>)"],
    ["[[ a*b || (c)]]&&d", "and-or(test &&<d>)"],
    ["[[ x == @(a ]]\ngate\n[[ b) ]] || true", '12: a "]]" inside of brackets'],
    ["[[ x == @(a)]]\ngate\n]] || true", '12: a "]]" inside of brackets'],
    ["[[ x =~ (a)]]\ngate\n]] || true", '11: a "]]" inside of brackets'],
    ["[[ ( a == a ) && b =~ ^(b|c)$ ]]", "test"],
    ["[[ a ]] >log; b", "test <b>"],
    ["((a))", "test"],
    ["(( a > (b) && (c | (d)) )) || e", "and-or(test ||<e>)"],
    ["((a = $(b ')' \")\") + ${c:-)})) && d", "and-or(test &&<d>)"],
    ["(( a['))'] + `b ))` + \"))\" + \\) ))", "5: a single quote that shells read differently here"],
    ["(( a['b'] + `b ))` + \"))\" + \\) )); c", "test <c>"],
    ["while ((a)); do b; done", "while(test do <b>)"],
    // Shells in shells, written like arithmetic.
    ["((a); b)\nset +e\n((c))\nd", '3: expected "))"'],
    ["((a) )", '3: expected "))"'],
    ["((a", '2: a "((" that is never closed'],
    ["((a)", '3: expected "))"'],
    ["[[ a", '4: "the end" is not expected here'],
    ["[[ a ; b ]]", '5: "; b ]]" is not expected here'],
    ["[[ a ; b ]] && c", '5: "; b ]] && c" is not expected here'],
    ["[[ a =~ ( #b) ]]\nset +e #]]", '9: a "#" inside of "[["'],
    ["[[ a # ]]\n && b ]]", '4: a "#" inside of "[["'],
  ])("%j", (text, expected) => {
    expect(understand(text)).toBe(expected);
  });
});

describe("words", () => {
  it.each<[string, string]>([
    ["a'b c'\"d e\"\\ f\\\\", "<ab cd e f\\>"],
    ["'a\"\\' \"b'c\"", "<a\"\\ b'c>"],
    ["''", "<>"],
    ["a\\", "<a>"],
    ['"a\\"b\\\\c\\`d\\$e\\f\\\ng"', '<a"b\\c`d$e\\fg>'],
    ["'a\nb' \"c\nd\"", "<a⏎b c⏎d>"],
    ['a$ $% "$" "$\'" "$"', "<a$ $% $ $' $>"],
    ["$a b$_9c $1x $@ $* $# $? $$ $! $- ${a}", "<?$a ?b$_9c ?$1x ?$@ ?$* ?$# ?$? ?$$ ?$! ?$- ?${a}>"],
    ['"$a" "b$c" "${a}"d', '<?"$a" ?"b$c" ?"${a}"d>'],
    ["$a'b c'd", "<?$a'b c'd>"],
    ["$'a\\'b c' $\"a b\" d", "<?$'a\\'b c' ?$\"a b\" d>"],
    ["`a \\` b` c", "<?`a \\` b` c>"],
    ['"`a "b"; c`" d', '<?"`a "b"; c`" d>'],
    ['"`a" b', "1: a ` that is never closed"],
    ["a=1 b+=2 c[0]=x d[i+1]+='y z' e f=g", "<a=1 : b+=2 : c[0]=x : d[i+1]+='y z' : e f=g>"],
    ["a= b", "<a= : b>"],
    ["a=1 then b", "<a=1 : then b>"],
    ["1a=b -x=y 'a'=b a-b=c", "<1a=b -x=y a=b a-b=c>"],
    ["~/a *.b {c,d} %e", "<~/a *.b {c,d} %e>"],
    ["a=(b 'c )' \"d )\" $(e) f[0]=g\n# )\n h) i", "<a=(b 'c )' \"d )\" $(e) f[0]=g\n# )\n h) : i>"],
    ["a+=() b[10]=(c) c_1=(d) d", "<a+=() : b[10]=(c) : c_1=(d) : d>"],
    ["declare -a a=(b) c", "<declare -a ?a=(b) c>"],
    ["a <(b; c) >(d) e<(f) g", "<a ?<(b; c) ?>(d) ?e<(f) g>"],
  ])("%j", (text, expected) => {
    expect(understand(text)).toBe(expected);
  });

  it.each<[string, string]>([
    ["$(a; b) c", "<?$(a; b) c>"],
    ['"$(a "b" \')\')" c', '<?"$(a "b" \')\')" c>'],
    ["$() c", "<?$() c>"],
    ["$(a (b))", '4: expected ")", found "(b))"'],
    ["$( (a); { b; }; c() { d; } ) e", "<?$( (a); { b; }; c() { d; } ) e>"],
    ["$(case a in b) c;; esac) d", "<?$(case a in b) c;; esac) d>"],
    ["a=$(b # it's )\n) c", "<a=$(b # it's )\n) : c>"],
    // A bracket in a here-document closes nothing.
    ["a=$(b <<'EOF'\n) ; gate ; c=(\nEOF\n)\nd", "<a=$(b <<'EOF'\n) ; gate ; c=(\nEOF\n) : > <d>"],
    ["a=$(b <<EOF)\nc\nEOF", '12: "\n" is not expected here'.replace("\n", "the end")],
    ["$(<a) b", "<?$(<a) b>"],
    ['$((1 + (2))) "$(( $(a) ))" b', '<?$((1 + (2))) ?"$(( $(a) ))" b>'],
    ["$((a); b)", '4: expected "))"'],
    ["$(a", '3: expected ")", found "the end"'],
    ["$((a", '3: a "((" that is never closed'],
  ])("%j", (text, expected) => {
    expect(understand(text)).toBe(expected);
  });

  it.each<[string, string]>([
    ["${a:-b c} d", "<?${a:-b c} d>"],
    ["${a:-{} b; c }", "<?${a:-{} b> <c }>"],
    ["${a:-${b:-}}} c", "<?${a:-${b:-}}} c>"],
    ["${a:-'}'} \\' b", "<?${a:-'}'} ' b>"],
    ['${a:-"}"} ${a:-`b }`} ${a:-$(b })} ${a:-\\}} c', '<?${a:-"}"} ?${a:-`b }`} ?${a:-$(b })} ?${a:-\\}} c>'],
    ["${a//$'\\'}'/b} c", "<?${a//$'\\'}'/b} c>"],
    ['"${a:-"}"}" b', '<?"${a:-"}"}" b>'],
    [
      "\"${a:-'b c'}\" \"${a//$'\\n'/'\\\\'}\" \"${a/\\'/}\" d",
      "<?\"${a:-'b c'}\" ?\"${a//$'\\n'/'\\\\'}\" ?\"${a/\\'/}\" d>",
    ],
    ['"${a:-${b:-$(c \'}"\')}}" d', '<?"${a:-${b:-$(c \'}"\')}}" d>'],
    // bash takes these for quotes, dash for characters.
    ["\"${a:-'}'}\"", "6: a single quote that shells read differently here"],
    ["\"${a:-it's}\" 'b'", "8: a single quote that shells read differently here"],
    ['"${a:-${b:-\'"\'}}"', "11: a single quote that shells read differently here"],
    ["\"${a//$'\\''/b}\"", "7: a single quote that shells read differently here"],
    // Commands in the same shell, since bash 5.3.
    ["a ${ set +e; }", '2: "${" with commands runs them in the same shell'],
    ['a "${|set +e; }"', '3: "${" with commands runs them in the same shell'],
    ["a $[b && gate ]", '2: "$[" is arithmetic in bash and a text in other shells'],
    ["${a", '1: a "{" that is never closed'],
    ["${a:-\\", '1: a "{" that is never closed'],
  ])("%j", (text, expected) => {
    expect(understand(text)).toBe(expected);
  });
});

describe("redirections and here-documents", () => {
  it.each<[string, string]>([
    ["a >b 2>&1 <c >>d 2>|e <>f &>g &>>h 0<&- 10>&2 b", "<a b>"],
    ["a>b c", "<a c>"],
    [">a 2>b c", "<c>"],
    ["a > >(b; c) < <(d) e", "<a e>"],
    ["a {log}>b {x9}>&- c", "<a c>"],
    ["a {b,c}>d", "<a {b,c}>"],
    ["a x2>b", "<a x2>"],
    ["a <<<b c\nd", "<a c> <d>"],
    ["a <<<'b\nc'\nd", "<a> <d>"],
    ["a 2>&1&b", "<a>& <b>"],
    [">a", "<>"],
    ["a <<EOF\nb || c\n EOF\nEOFX\nEOF\nd", "<a> <d>"],
    ["a <<EOF && b\nx\nEOF\nc", "and-or(<a> &&<b>) <c>"],
    ["a <<A <<B | b\nx\nB\nA\ny\nB\nc", "pipe(<a> <b>) <c>"],
    ["{ a <<EOF\nx\nEOF\n}\nb", "group(<a>) <b>"],
    ["a <<'E F'\nx\nE F\nb", "<a> <b>"],
    ["a <<\"E'F\"\nE'F\nb", "<a> <b>"],
    ["a <<\\EOF\nx \\\nEOF\nb", "<a> <b>"],
    ["a <<''\nx\n\nb", "<a> <b>"],
    ["a <<-EOF\n\tx\n\t\tEOF\nb", "<a> <b>"],
    ["a <<EOF\n\tEOF\nEOF\nb", "<a> <b>"],
    ["a <<-EOF\nE\tOF\ngate\n\tEOF\nb", "<a> <b>"],
    ["a <<-EOF\n x\tEOF\nEOF\nb", "<a> <b>"],
    ["a << EOF\nx\r\nEOF\r\nEOF\nb # c\r\n", "<a> <b>"],
    ["a <<EOF\nEOF", "<a>"],
    // What stands in one is never a command, however its end looks.
    ["a <<EOF\nEOF \ngate\nEOF\nb", "<a> <b>"],
    ["a 'b\r' \"c\r\" d\\\r", "<a b\r c\r d\r>"],
    ["a <<EOF\nx \\\\\nEOF\nb", "<a> <b>"],
    ["a <<EOF\nx \\\ny \\\n\nEOF\nb", "<a> <b>"],
    ["a <<EOF\nx \\\nEOF\ngate\nEOF\nb", "12: the end of a here-document behind a backslash"],
    ["a <<EOF\nx\\\\\\\nEOF\n", "13: the end of a here-document behind a backslash"],
    ["a <<EOF\nEO\\\nF\n", "12: the end of a here-document behind a backslash"],
    ["a <<EOF\n\\\nEOF\n", "10: the end of a here-document behind a backslash"],
    ["a <<EOF\nE\\\nO\\\nF\ngate\nEOF\n", "14: the end of a here-document behind a backslash"],
    ["a <<$EOF\n$EOF", "4: a here-document whose end is not plain"],
    ["a <<E\\\nF\nEF", "4: a here-document whose end is not plain"],
    ["a <<EOF $(b\n)\nc\nEOF", '8: "$(b" is not expected here'],
    ["a <<EOF\nb", '9: a here-document without its "EOF"'],
    ["a >", "3: a redirection to nothing"],
    ["a > # b\nc", "7: a redirection to nothing"],
    ["a >; b", "3: a redirection to nothing"],
    ["a >\\\n> b", "5: a redirection to nothing"],
  ])("%j", (text, expected) => {
    expect(understand(text)).toBe(expected);
  });
});

describe("what can't be understood", () => {
  it.each<[string, string]>([
    ["a 'b", "2: a single quote that is never closed"],
    ['a "b', "2: a double quote that is never closed"],
    ['a "b\\', "2: a double quote that is never closed"],
    ["a $'b\\'", "3: a ' that is never closed"],
    ["a `b\\`", "2: a ` that is never closed"],
    ["a=(b", '4: expected ")", found "the end"'],
    ["a=(b; c)", '4: expected ")", found "; c)"'],
    ["a ;; b", '2: ";; b" is not expected here'],
    ["a\n) more than twelve\n", '2: ") more than " is not expected here'],
    ["a && \n", '6: "the end" is not expected here'],
    ["&& a", '0: "&& a" is not expected here'],
    ["! \na", '2: "the end" is not expected here'],
    ["a | | b", '4: "| b" is not expected here'],
    ["a &\n& b", '4: "& b" is not expected here'],
    ["(a) b", '4: "b" is not expected here'],
    ["{ a; } b", '7: "b" is not expected here'],
    ["{ a; )", '5: ")" is not expected here'],
    ["{ a", '3: expected "}", found "the end"'],
    ["(a; }", '4: "}" is not expected here'],
    ["-x=(b)", '3: "(b)" is not expected here'],
    ["a=b(c)", '3: "(c)" is not expected here'],
    ["a (b)", '2: "(b)" is not expected here'],
    ["a b () { c; }", '4: "() { c; }" is not expected here'],
    ["a=b c() { d; }", '5: "() { d; }" is not expected here'],
    ["@(a|b)", '1: "(a|b)" is not expected here'],
    ["if a; then b", '12: expected "fi", found "the end"'],
    ["if a; b; fi", '9: "fi" is not expected here'],
    ["if a; then b; else c; elif d; then e; fi", '22: "elif" is not expected here'],
    ["if a; then b; done", '14: "done" is not expected here'],
    ["while a; done", '9: "done" is not expected here'],
    ["for x in a; b; done", '12: expected "do", found "b; done"'],
    ["for x in a & do b; done", '11: expected "do", found "& do b; done"'],
    ["for x a; do b; done", '6: expected "do", found "a; do b; don"'],
    ["for x in a; { b; }", '12: expected "do", found "{ b; }"'],
    ["case x in a) b", '14: "the end" is not expected here'],
    ["case x in a) b )", '15: ")" is not expected here'],
    ["case x in a b) c;; esac", '12: expected ")", found "b) c;; esac"'],
    ["case x in a||b) c;; esac", '11: expected ")", found "||b) c;; esa"'],
    ["case x a) b;; esac", '7: expected "in", found "a) b;; esac"'],
    ["a() ", '4: "the end" is not expected here'],
    // Where nothing is known of what a reserved word leads to, or it stands alone, no command is behind it.
    ["select x in a\ndo\ngate\ndone", '0: "select" is not expected here'],
    ["coproc { x; gate; }", '0: "coproc" is not expected here'],
    ["then gate", '0: "then" is not expected here'],
    ["a; }", '3: "}" is not expected here'],
    ["a | ! gate", '4: "!" is not expected here'],
    ["a | time { b; gate; }", '4: "time" is not expected here'],
    ["wh\\\nile a; do gate; done", '0: "wh\\\nile" is not expected here'],
    ["!\\\n gate", '0: "!\\\n" is not expected here'],
    ["s\0et +e", "1: a character that shells leave out"],
    ["if\u00a0a; then b; fi", '6: "then" is not expected here'],
  ])("%j", (text, expected) => {
    expect(understand(text)).toBe(expected);
  });

  it.each<[string, number]>([
    ["set -e\r\ngate", 6],
    ["a\rb", 1],
    ["a \r\n", 2],
    ["a\n\r\nb", 2],
    ["a;\r\nb", 2],
    ["a <<EOF\r\nEOF\r\n", 7],
    ["if a; then\r\nb\nfi", 10],
    ["(a)\r\n", 3],
    ["a &&\r\nb", 4],
    ["a > b\r\n", 5],
    ["for a in b\r\ndo c; done", 10],
    ["case a in\r\nb) c;; esac", 9],
    ["a=$(b\r\n)", 5],
  ])("%j has a line end of Windows, which is none to a shell", (text, at) => {
    expect(understand(text)).toBe(`${at}: a carriage return, which to a shell is a part of the word before`);
  });

  it("has its limits of length and depth", () => {
    expect(understand(`${" ".repeat(199_999)}a`)).toBe("<a>");
    expect(understand(" ".repeat(200_001))).toBe("0: expected at most 200000 characters");
    expect(understand("(a) ; ".repeat(100))).toBe("subshell(<a>) ".repeat(100).trim());
    expect(understand(`${"( ".repeat(60)}a${" )".repeat(60)}`)).toBe(`${"subshell(".repeat(60)}<a>${")".repeat(60)}`);
    expect(understand(`${"( ".repeat(61)}a${" )".repeat(61)}`)).toBe("121: nesting deeper than 60");
    expect(understand("$(".repeat(50_000))).toBe("0: nesting that is too deep");
  });
});

describe("places", () => {
  /** Each node's own piece of the script, from the outside. */
  const pieces = (text: string): string[] => {
    const found: string[] = [];
    JSON.stringify(parseShell(text), (_, value) => {
      const span = value as { kind?: string; at: number; end: number } | undefined;
      if (typeof span?.kind === "string") found.push(`${span.kind} ${text.slice(span.at, span.end)}`);
      return value;
    });
    return found;
  };

  it.each<[string, string[]]>([
    [" a b ; ", ["list a b", "simple a b"]],
    ["a=1 >b # c", ["list a=1 >b", "simple a=1 >b"]],
    ["a\n\n b\n", ["list a\n\n b", "simple a", "simple b"]],
    ["a && b  # c\n", ["list a && b", "and-or a && b", "simple a", "simple b"]],
    [" ! a | b  ;", ["list ! a | b", "pipeline ! a | b", "simple a", "simple b"]],
    ["{ a; } >b 2>c ; ", ["list { a; } >b 2>c", "group { a; } >b 2>c", "list a", "simple a"]],
    ["(a ) &", ["list (a )", "subshell (a )", "list a", "simple a"]],
    [
      "if a; then :; else b; fi ;",
      [
        "list if a; then :; else b; fi",
        "if if a; then :; else b; fi",
        "list a",
        "simple a",
        "list :",
        "simple :",
        "list b",
        "simple b",
      ],
    ],
    ["a() { b; }  #", ["list a() { b; }", "function a() { b; }", "group { b; }", "list b", "simple b"]],
    [
      "while a; do b; done ;",
      ["list while a; do b; done", "while while a; do b; done", "list a", "simple a", "list b", "simple b"],
    ],
    [
      "until a; do b; done ;",
      ["list until a; do b; done", "until until a; do b; done", "list a", "simple a", "list b", "simple b"],
    ],
    ["for x in a; do b; done ;", ["list for x in a; do b; done", "for for x in a; do b; done", "list b", "simple b"]],
    ["case x in a) b;; esac ;", ["list case x in a) b;; esac", "case case x in a) b;; esac", "list b", "simple b"]],
    ["[[ a ]] ; ((b)) ;", ["list [[ a ]] ; ((b))", "test [[ a ]]", "test ((b))"]],
  ])("%j", (text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });

  it("of a list without commands are where it would begin", () => {
    const [item] = parseShell("a; if then b; fi").items.slice(1);
    expect(item?.node).toMatchObject({ clauses: [{ condition: { at: 5, end: 5 } }] });
  });

  it("of words are theirs", () => {
    const [item] = parseShell("ab 'c d'").items;
    expect(item?.node).toMatchObject({
      words: [
        { at: 0, end: 2 },
        { at: 3, end: 8, raw: "'c d'" },
      ],
    });
  });
});
