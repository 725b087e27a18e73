# Reads what a server has sent to a collector by OpenTelemetry's own description of it, and says what stands there. What the description
# does not know is an error. One body a line in, one list of spans out.
import base64
import json
import sys

from google.protobuf.json_format import Parse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def hexed(name):
    # Ids are bytes in the description, which its JSON would write as base64; OTLP's own JSON writes them in hexadecimal.
    return base64.b64encode(name).decode()


def plain(attributes):
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}


spans = []
for line in sys.stdin:
    sent = Parse(json.loads(line), ExportTraceServiceRequest(), ignore_unknown_fields=False)
    for resource in sent.resource_spans:
        for scope in resource.scope_spans:
            for span in scope.spans:
                spans.append(
                    {
                        "resource": plain(resource.resource.attributes),
                        "scope": scope.scope.name,
                        "trace": hexed(span.trace_id),
                        "id": hexed(span.span_id),
                        "parent": hexed(span.parent_span_id),
                        "name": span.name,
                        "kind": span.kind,
                        "ms": (span.end_time_unix_nano - span.start_time_unix_nano) / 1e6,
                        "at": span.start_time_unix_nano / 1e6,
                        "status": span.status.code,
                        "attributes": plain(span.attributes),
                        "events": [event.name for event in span.events],
                    }
                )
print(json.dumps(spans))
