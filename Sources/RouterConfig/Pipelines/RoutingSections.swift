import ConfigSchema

/// The four sections of a config that say how events are routed.
package struct RoutingSections: Sendable {
  package let sources: ComponentSection
  package let stages: ComponentSection
  package let sinks: ComponentSection
  package let pipelines: PipelineSection

  package init(
    sources: ComponentSection, stages: ComponentSection, sinks: ComponentSection, pipelines: PipelineSection
  ) {
    self.sources = sources
    self.stages = stages
    self.sinks = sinks
    self.pipelines = pipelines
  }
}
