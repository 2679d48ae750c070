import { describe, expect, test } from "vitest";
import { assertQuestion } from "../../../../lib/catalog/sql/guard.ts";

describe("assertQuestion", () => {
  test.each([
    "SELECT * FROM runs",
    "select 1;",
    " -- a comment; with a semicolon\n SELECT ';', \"a;b\", [x;y], `c;d` /* ; pragma_x */ FROM runs ; -- end",
    "WITH r AS (SELECT * FROM runs) SELECT * FROM r",
    "VALUES (1, 'it''s ? :x sqlite_schema')",
    "EXPLAIN QUERY PLAN SELECT * FROM files",
    "SELECT * FROM tools WHERE name IN ('sqlite_utils', 'edit', 'fts5')",
    "SELECT größe AS 名前 FROM runs",
    "SELECT '$.a' ->> '@', x'ab', 1e5 FROM runs",
  ])("lets %j through", (sql) => expect(() => assertQuestion(sql)).not.toThrow());

  test.each<[string, RegExp]>([
    ["", /no statement/],
    ["SELECT 1\u0000; DELETE", /NUL/],
    ["-- nothing", /no statement/],
    ["/* nothing", /no statement/],
    ["ATTACH 'x.sqlite' AS x", /found "ATTACH"/],
    ["PRAGMA query_only = OFF", /found "PRAGMA"/],
    ["DELETE FROM runs", /found "DELETE"/],
    ["VACUUM INTO 'copy.sqlite'", /found "VACUUM"/],
    ['"select" 1', /found "select"/],
    [";", /found ";"/],
    ["SELECT 1; DROP TABLE run", /more than one statement/],
    ["SELECT 1; ; SELECT 2", /more than one statement/],
    ["SELECT 1;;", /more than one statement/],
    ["SELECT * FROM runs WHERE step = ?", /parameter "\?"/],
    ["SELECT :name", /parameter ":name"/],
    ["SELECT $name, @other", /parameter "\$name"/],
    ["SELECT * FROM sqlite_schema", /looks behind/],
    ['SELECT * FROM "sqlite_master"', /looks behind/],
    ["SELECT * FROM [SQLITE_DBPAGE]", /looks behind/],
    ["SELECT * FROM `dbstat`", /looks behind/],
    ["SELECT * FROM pragma_table_info('run')", /looks behind/],
    ["SELECT load_extension('x')", /looks behind/],
    ["SELECT * FROM 'sqlite_schema'", /looks behind/],
    ["SELECT * FROM runs, main.'Sqlite_Master'", /looks behind/],
    ["SELECT * FROM 'pragma_database_list'", /looks behind/],
    ["SELECT * FROM fts5vocab", /looks behind/],
    ["SELECT/**/*/**/FROM/**/sqlite_schema", /looks behind/],
    ["SELECT 1 --\n; DELETE FROM run", /more than one statement/],
    ["SELECT 'unclosed; DELETE", /^$/],
  ])("refuses %j", (sql, why) => {
    if (why.source === "^$") return expect(() => assertQuestion(sql)).not.toThrow(); // SQLite says what is wrong.
    expect(() => assertQuestion(sql)).toThrowError(
      expect.objectContaining({ code: "E_USAGE", message: expect.stringMatching(why) }),
    );
  });
});
