/**
 * Findings of check-identity.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const checkIdentityCodes = {
  NAME_MISMATCH: {
    title: "A manifest calls the project by another name",
    meaning:
      "The technical name must be the same in every manifest at the project's top, by each ecosystem's own rules: PEP 503, npm without the scope, Cargo, the last element of a Go module path. CITATION.cff's title must hold it or the display name.",
    fix: "Correct the manifest at the place named, or identity.name.",
  },
  DIRECTORY_MISMATCH: {
    title: "package.json says that it lies elsewhere in the repository",
    meaning:
      "repository.directory is where the package lies in its repository: npm's page and every link to the source lead there. It is another directory than the one where git tracks this package.json.",
    fix: "Write the directory that the finding names, or remove repository.directory from a package at the top.",
  },
  VALUE_COMPUTED: {
    title: "A manifest does not say plainly what it is asked for",
    meaning:
      "The value is made while something runs (setup.py, a dynamic field), inherited from elsewhere, or missing, and nothing of a repository is run to judge it. So it can't be compared, and nothing about it is proved.",
    fix: "Write a plain text there.",
  },
  ENTRY_POINT_MISMATCH: {
    title: "A package's commands don't fit the project",
    meaning:
      "None of the commands that the package installs carries the project's name or stands in identity.commands, a command that stands there is installed by nothing, or a Python command starts a module that git does not track.",
    fix: "Correct the entry points at the place named: one command carries the name or is named in identity.commands, and each starts what is there.",
  },
  URL_MISMATCH: {
    title: "Something names another repository",
    meaning:
      "A remote, a manifest or CITATION.cff does not lead to identity.repository. Protocols, .git, user names and, on hosts that ignore it, case don't count. With a remote called upstream, that one must agree; else origin.",
    fix: "Correct the URL at the place named, or identity.repository.",
  },
  README_URL_MISMATCH: {
    title: "The README leads to an old place of the repository",
    meaning:
      "A badge or clone command has the repository's name at another owner, or its owner and an old name. Readers would get the status, or the code, of something else.",
    fix: "Correct the URL at the place named, or identity.repository.",
  },
  DISPLAY_NAME_MISPLACED: {
    title: "The display name stands where it may not",
    meaning:
      "The name for people appears, whole and in this case, in a file that identity.display.allow does not name. Elsewhere the technical name belongs.",
    fix: "Write the technical name there, or add the file to identity.display.allow.",
  },
  FORBIDDEN_TOKEN: {
    title: "A forbidden token stands in a file",
    meaning:
      "A token of identity.forbidden, byte for byte and in this case, as UTF-8 or UTF-16, in the index or in the work tree where it differs. Binary, hidden and ignored files count; the file that declares the tokens does not. A token of the private list matches whatever case and separators it is written with, and is never shown.",
    fix: "Replace it at the place named, and git add the file. What was pushed before stays in history.",
  },
  FORBIDDEN_IN_NAME: {
    title: "A forbidden token stands in a path",
    meaning: "The path of a tracked file, link or submodule holds a token of identity.forbidden.",
    fix: "Run the git mv line of the finding with another path.",
  },
  FORBIDDEN_IN_LINK: {
    title: "A forbidden token stands in a link's target",
    meaning:
      "A tracked symbolic link leads to a path that holds a token of identity.forbidden. git publishes the target.",
    fix: "Make the link anew with another target, as in the finding, and git add it.",
  },
  FORBIDDEN_IN_MESSAGE: {
    title: "A forbidden token stands in a message of git's history",
    meaning:
      "The message of a commit or tag, or a note, in the range of --history holds a token of identity.forbidden. Whoever gets the commits gets it, too.",
    fix: "Reword it as the finding says, before it is pushed. After that, everybody's clones have it.",
  },
  FORBIDDEN_IN_PERSON: {
    title: "A forbidden token stands in the name or address of an author",
    meaning:
      "The author or committer of commits in the range of --history, or the tagger of a tag, has a name or mail address that holds a token of identity.forbidden.",
    fix: "Correct user.name and user.email, and make the commits anew, as the finding says.",
  },
  FORBIDDEN_IN_REF: {
    title: "A forbidden token stands in the name of a branch or tag",
    meaning:
      "A branch or tag that points into the range of --history, or the branch that is checked out, has a name that holds a token of identity.forbidden.",
    fix: "Rename it as the finding says.",
  },
  HISTORY_UNREADABLE: {
    title: "The history could not be looked through",
    meaning:
      "The range of --history can't be had here, has no commits, or ends where a shallow clone was cut; or one of its objects can't be read.",
    fix: "Fetch what is missing: git fetch --unshallow, or fetch-depth: 0 in the checkout step of CI.",
  },
  PRIVATE_SALT_MISSING: {
    title: "There is no salt for the private list",
    meaning:
      "identity.forbidden.private holds keyed digests, and nothing can be compared with them without the salt. A fork has none, and must not: its changes are judged when somebody who has it runs the check.",
    fix: "Set KPROV_DENY_SALT from the secrets of your CI, or give --salt-file FILE. In a fork, run the check after review, in the repository itself.",
  },
  PRIVATE_SALT_WRONG: {
    title: "The salt is not the one of the private list",
    meaning: "Another salt gives other digests, and nothing would ever be found. So nothing was looked for.",
    fix: "Use the salt with which the list was made.",
  },
  PRIVATE_LIST_CHANGED: {
    title: "An entry of the private list was changed",
    meaning:
      "Each entry has a seal that only the salt's holder can make. This one doesn't fit: the entry was edited, and its token might never be found.",
    fix: "Restore the file from a commit that you trust, or remove the entry and add the token again: kprovengine deny remove, kprovengine deny add.",
  },
  PRIVATE_LIST_UNTRACKED: {
    title: "The private list is not tracked",
    meaning:
      "git does not track the file of identity.forbidden.private, or it lies behind a link or outside of the repository. Nobody can review who takes a token out of it, and another checkout has no list at all. Its tokens were looked for all the same.",
    fix: "git add the list, and let it be reviewed. Without the salt it says nothing about the tokens.",
  },
  LABEL_MISSING: {
    title: "An image lacks a label",
    meaning:
      "The final stage of a Dockerfile, with the stages that it is built on, has no such label: one of identity.docker.labels, or source and title, which follow from the identity.",
    fix: "Add the LABEL line that the finding shows.",
  },
  LABEL_MISMATCH: {
    title: "An image's label has a wrong value",
    meaning:
      "The value, with the defaults of ARG filled in, is not what the identity says, or is not of the type that the OCI image specification gives to the key.",
    fix: "Correct the label at the place named, or the configuration.",
  },
  LABEL_UNKNOWN: {
    title: "A label that the OCI image specification doesn't know",
    meaning:
      "The prefix org.opencontainers belongs to the specification, and it has no such key: nothing will read it.",
    fix: "Correct the key, or use a prefix of your own.",
  },
  LABEL_UNRESOLVED: {
    title: "A label's value can't be known",
    meaning: "It is made of a build argument or variable that has no default in the Dockerfile, so it was not judged.",
    fix: "Give the ARG that the finding names a default that the label may have.",
  },
  DEAD_GLOB: {
    title: "A path or glob of the configuration matches nothing",
    meaning: "No tracked file is there, so what it asks for was not done: a mistake, or a file that was moved.",
    fix: "Correct or remove the entry that the finding names.",
  },
  SOURCE_MALFORMED: {
    title: "A file of the project can't be read as what it is",
    meaning:
      "A manifest or other structured file has a syntax error, or a value of the wrong kind, at the place named.",
    fix: "Correct the file; the ecosystem's own tool says more about it.",
  },
} as const satisfies Record<string, CodeEntry>;
