// Reads ExportTraceServiceRequests in JSON, one a line, as the OpenTelemetry collector does, and says what it understood.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

type span struct {
	Name, TraceID, SpanID, ParentSpanID, Service, Status string
	Start, End                                           uint64
	Attributes                                           map[string]any
	Events                                               []string
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<30)
	reader := ptrace.JSONUnmarshaler{}
	spans := []span{}
	for lines.Scan() {
		traces, err := reader.UnmarshalTraces(lines.Bytes())
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		all := traces.ResourceSpans()
		for i := 0; i < all.Len(); i++ {
			service, _ := all.At(i).Resource().Attributes().Get("service.name")
			for j := 0; j < all.At(i).ScopeSpans().Len(); j++ {
				some := all.At(i).ScopeSpans().At(j).Spans()
				for k := 0; k < some.Len(); k++ {
					one := some.At(k)
					events := []string{}
					for l := 0; l < one.Events().Len(); l++ {
						events = append(events, one.Events().At(l).Name())
					}
					spans = append(spans, span{
						one.Name(), one.TraceID().String(), one.SpanID().String(), one.ParentSpanID().String(),
						service.AsString(), one.Status().Code().String(),
						uint64(one.StartTimestamp()), uint64(one.EndTimestamp()), one.Attributes().AsRaw(), events,
					})
				}
			}
		}
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(spans)
}
