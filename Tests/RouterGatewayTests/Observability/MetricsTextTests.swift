import Testing

@testable import RouterGateway

struct MetricsTextTests {
  private static func page(_ format: MetricsFormat, _ write: (inout MetricsText) -> Void) -> String {
    var text = MetricsText(format)
    write(&text)
    return text.text
  }

  @Test func `In Prometheus' text all names of a family are one`() {
    let text = Self.page(.prometheusText) { page in
      page.family("x_events_total", .counter, "Help.")
      page.sample(7, ["a": "b"], "c", "d")
      page.family("x_cpu_seconds_total", .counter, "Time.")
      page.sample(0.25)
      page.family("x_build_info", .info, "Program.")
      page.sample(1, ["version": "1.2"])
    }
    #expect(
      text == """
        # TYPE x_events_total counter
        # HELP x_events_total Help.
        x_events_total{a="b",c="d"} 7
        # TYPE x_cpu_seconds_total counter
        # HELP x_cpu_seconds_total Time.
        x_cpu_seconds_total 0.25
        # TYPE x_build_info gauge
        # HELP x_build_info Program.
        x_build_info{version="1.2"} 1

        """)
  }

  @Test func `In OpenMetrics families have no endings, but units, and the page has an end`() {
    let text = Self.page(.openMetrics) { page in
      page.family("x_events_total", .counter, "Help.")
      page.sample(UInt64(7))
      page.family("x_cpu_seconds_total", .counter, "Time.")
      page.sample(0.25)
      page.family("x_memory_bytes", .gauge, "Memory.")
      page.sample(UInt64(8))
      page.family("x_build_info", .info, "Program.")
      page.sample(1, ["version": "1.2"])
    }
    #expect(
      text == """
        # TYPE x_events counter
        # HELP x_events Help.
        x_events_total 7
        # TYPE x_cpu_seconds counter
        # UNIT x_cpu_seconds seconds
        # HELP x_cpu_seconds Time.
        x_cpu_seconds_total 0.25
        # TYPE x_memory_bytes gauge
        # UNIT x_memory_bytes bytes
        # HELP x_memory_bytes Memory.
        x_memory_bytes 8
        # TYPE x_build info
        # HELP x_build Program.
        x_build_info{version="1.2"} 1
        # EOF

        """)
  }

  @Test(arguments: MetricsFormat.allCases)
  func `Label values are escaped`(_ format: MetricsFormat) {
    let text = Self.page(format) { page in
      page.family("x", .gauge, "Help.")
      page.sample(7, ["a": "b\"\\\r\nc"], "d", "\u{e9}")
    }
    #expect(text.contains("\nx{a=\"b\\\"\\\\\r\\nc\",d=\"\u{e9}\"} 7\n"))
  }

  @Test(
    arguments: [(.prometheusText, #"say "a\\b"\nnow"#), (.openMetrics, #"say \"a\\b\"\nnow"#)]
      as [(MetricsFormat, String)])
  func `Help is escaped as each form wants it`(_ format: MetricsFormat, _ escaped: String) {
    let text = Self.page(format) { $0.family("x", .gauge, "say \"a\\b\"\nnow") }
    #expect(text.contains("# HELP x \(escaped)\n"))
  }

  @Test(
    arguments: [
      (0.25, "0.25"), (1_700_000_000.5, "1700000000.5"), (1e300, "1e+300"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
      (.nan, "NaN"),
    ] as [(Double, String)])
  func `A value that is not whole keeps its digits`(_ value: Double, _ text: String) {
    let page = Self.page(.openMetrics) { page in
      page.family("x", .gauge, "Help.")
      page.sample(value)
    }
    #expect(page.hasSuffix("\nx \(text)\n# EOF\n"))
  }
}
