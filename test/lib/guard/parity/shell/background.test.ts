// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, it } from "vitest";
import { fateOf, trace } from "./support.ts";

describe("what runs in the background", () => {
  it.each<[string, string]>([
    ["gate & P=$!\nwait $P", "sure"],
    ["gate & P=$!\nwait $P\necho", "sure"],
    ['gate &\nP="$!"\nwait "$P"\necho', "sure"],
    ["gate & P=${!}\nwait ${P}\necho", "sure"],
    ["gate & wait $!\necho", "sure"],
    ['gate & wait "${!}" || exit 1\necho', "sure"],
    ["gate > log & P=$! Q=1\nR=2\nwait $P || { echo bad; exit 1; }\necho", "sure"],
    ["other 1 & A=$!\ngate & B=$!\nwait $A\nwait $B\necho", "sure"],
    ["other 1 & A=$!\ngate & B=$!\nwait $A || exit 1\nwait $B || exit 1\necho", "sure"],
    ["{ gate; echo; } & wait $!\necho", "sure"],
    ["(gate & wait $!)\necho", "sure"],
    ["f() { gate & wait $!; }\nf\necho", "sure"],
    ["IFS=$'\\n\\t'\ngate & P=$!\nwait $P\necho", "sure"],
    ["set +e\ngate & P=$!\nwait $P", "sure"],
    ["set +e\ngate & P=$!\nwait $P\nexit $?", "sure"],
    ["set +e\ngate & P=$!\nwait $P\necho", "masked 3:1"],
    ["gate & P=$!\nwait $P || true", "masked 2:12"],
    ["gate & P=$!\nwait $P && echo good\necho", "masked 2:1"],
    ["gate & P=$!\nwait $P || echo\necho", "masked 2:12"],
    ["gate &", "masked 1:1"],
    ["gate &\nwait", "masked 1:1"],
    ["gate & P=$!\nwait\nexit 0", "masked 1:1"],
    ["gate &\nother 1\nexit 0", "masked 1:1"],
    ["gate & true & wait $!", "perhaps masked 1:1"],
    ["gate & P=$!\ntrue & P=$!\nwait $P", "perhaps masked 1:1"],
    ["true & A=$!\ngate & P=$!\nP=$A\nwait $P", "perhaps masked 2:1"],
    ["true & A=$!\ngate & P=$!\nP=1\nwait $P", "perhaps masked 2:1"],
    ["true & A=$!\ngate & P=$!\nwait $P $A", "perhaps masked 2:1"],
    ["true & A=$!\ngate &\nwait $A", "perhaps masked 2:1"],
    ["true & A=$!\nreadonly P=$A\ngate & P=$!\nwait $P", "perhaps masked 3:1"],
    ["IFS= read -r A < x\ngate & P=$!\nwait $P\necho", "sure"],
    ["read 'I'FS < x\ngate & P=$!\nwait $P", "perhaps masked 2:1"],
    ["IFS=1\ngate & P=$!\nwait $P", "perhaps masked 2:1"],
    ["gate & P=$!\ncp x kprov.config.json\nwait $P", "perhaps masked 1:1"],
    ["gate & P=$(other 1)\nwait $!", "perhaps masked 1:1"],
    ["gate & P=$!\nexit 0\nwait $P", "perhaps masked 1:1"],
    ["gate & P=$!\nwait -n $P", "perhaps masked 1:1"],
    ["gate & P=$!\nwait $P > log", "perhaps masked 1:1"],
    ["gate & P=$!\n! wait $P", "perhaps masked 1:1"],
    ["gate & P=$!\nif wait $P; then echo; fi", "perhaps masked 1:1"],
    ["gate & RANDOM=$!\nwait $RANDOM", "perhaps masked 1:1"],
    ["wait() { :; }\ngate & P=$!\nwait $P", "perhaps masked 2:1"],
    ["trap 'exit 0' EXIT\ngate & wait $!", "masked 1:1"],
    ["gate & PID=$!\nwait $PID\necho", "sure"],
    ["gate & PID=$!\nwait ${PID}\necho", "sure"],
    ["gate & P=$!\n{ true; } && true\nwait $P\necho", "sure"],
    ["true & wait $!\ngate &\necho", "masked 2:1"],
    ["gate & P=$!\ntrue && other 1\nwait $P", "perhaps masked 1:1"],
    ["gate & true && P=$!\nwait $P", "perhaps masked 1:1"],
    ['gate & wait a"$!"\necho', "perhaps masked 1:1"],
    ['gate & wait "$!"a\necho', "perhaps masked 1:1"],
    ["gate & wait a$!\necho", "perhaps masked 1:1"],
    ["gate & wait $!a\necho", "perhaps masked 1:1"],
    ["gate & X=1 wait $!\necho", "perhaps masked 1:1"],
    ['gate & wait $! <<< "$(other 1)"\necho', "perhaps masked 1:1"],
    ['gate & P=$! <<< "$(other 1)"\nwait $P', "perhaps masked 1:1"],
    ["gate & P=$! > log\nwait $P", "perhaps masked 1:1"],
    ["gate & P=$! Q=$X\nwait $P", "perhaps masked 1:1"],
    ["gate & P=$!\nP+=1\nwait $P", "perhaps masked 1:1"],
    ["gate & P+=Q=$!\nwait $Q", "perhaps masked 1:1"],
    ["true & A=$!\ngate & P=$!\nwait -n $A\nwait $P", "perhaps masked 2:1"],
    ["gate & P=$!\nwait -n\nwait $P", "perhaps masked 1:1"],
    ["gate & P=$!\nwait $A$B\nwait $P", "perhaps masked 1:1"],
  ])("%j: %s", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });

  it("is looked for within what people write, however long the script is", () => {
    const many = "other 1 &\n".repeat(4000);
    expect(fateOf(`gate &\n${many}`)).toBe("masked 1:1");
    expect(fateOf(`gate & P=$!\n${"A=1\n".repeat(400)}wait $P`)).toBe("masked 1:1");
  });

  it("reaches up to its wait: what others write between may be another command", () => {
    const [run] = trace("gate & P=$!\n# words\nwait $P\necho");
    expect(run?.wholeEnd).toBe("gate & P=$!\n# words\nwait $P".length);
  });
});
