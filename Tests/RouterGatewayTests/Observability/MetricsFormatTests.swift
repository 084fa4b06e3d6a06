import Testing

@testable import RouterGateway

struct MetricsFormatTests {
  /// What Prometheus 2.42 and 3.5 send.
  private static let prometheus2 = """
    application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,\
    text/plain;version=0.0.4;q=0.5,*/*;q=0.1
    """
  private static let prometheus3 = """
    application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,\
    application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,\
    text/plain;version=0.0.4;q=0.2,*/*;q=0.1
    """
  private static let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"

  @Test(arguments: [
    [prometheus2], [prometheus3], ["application/openmetrics-text"], ["Application/OpenMetrics-Text; Version=1.0.0"],
    ["application/openmetrics-text; version=\"1.0.0\"; charset=utf-8"], ["application/*"],
    ["application/openmetrics-text, */*"], ["text/plain;q=0.9, application/openmetrics-text"],
    ["text/plain;q=0.5", "application/openmetrics-text;q=0.501"], ["text/*;q=0.1, */*;q=0.2"],
    ["a/b;x=\"1,text/plain;\\\",q=1\", application/openmetrics-text"], ["text/plain;q=0, */*;q=0.001"],
    ["application/openmetrics-text; ;"], ["application/openmetrics-text ; q=1.000 ; version=1.0.0"],
    ["text/plain;version=1.0.0, application/*;q=0.1"],
  ])
  func `OpenMetrics for those who want it more`(_ accept: [String]) {
    #expect(MetricsFormat(preferredBy: AcceptHeader(accept)) == .openMetrics)
  }

  @Test(
    arguments: [
      [], [""], [browser], ["*/*"], ["text/plain"], ["text/plain;version=0.0.4"], ["application/json"],
      ["text/plain, application/openmetrics-text"], ["application/openmetrics-text;q=0"],
      ["application/openmetrics-text;version=0.0.1"], ["application/openmetrics-text;version=2.0.0, */*"],
      ["application/openmetrics-text;q=0.5, text/plain;q=0.5"], ["text/*, application/*"],
      ["application/openmetrics-text;q=0, */*;q=0.5"], ["text/plain;q=0, application/openmetrics-text;q=0"],
      ["application/openmetrics-textual"], ["application/openmetrics"], ["openmetrics-text"], ["*/openmetrics-text"],
      [";;,,=;q"], ["application/openmetrics-text;q=high"], ["application/openmetrics-text;q=1.001"],
      ["application/openmetrics-text;q=0.1234"], ["application/openmetrics-text;q=-1"],
      ["application/openmetrics-text;version"], ["application/openmetrics-text;x=\", text/plain"],
      ["\"application/openmetrics-text\""],
    ] as [[String]])
  func `Text for everybody else`(_ accept: [String]) {
    #expect(MetricsFormat(preferredBy: AcceptHeader(accept)) == .prometheusText)
  }

  @Test func `The types name their versions`() {
    #expect(MetricsFormat.prometheusText.contentType == "text/plain; version=0.0.4; charset=utf-8")
    #expect(MetricsFormat.openMetrics.contentType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
  }
}
