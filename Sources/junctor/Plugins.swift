import AgentsPlugin
import AssessmentsPlugin
import ConsolePlugin
import DemoPlugin
import FilePlugin
import InsightsPlugin
import KnowledgeGraphPlugin
import LegacyBridgePlugin
import MetricsPlugin
import PollPlugin
import RouterCore
import RouterStages
import SQLPlugin
import SystemPlugin
import TailPlugin
import WebhookPlugin

/// All compiled-in plugins. A new one takes a line here, an import above and its name in Package.swift.
let plugins: [Plugin] = [
  BuiltInStages.plugin,
  agentsPlugin,
  assessmentsPlugin,
  consolePlugin,
  demoPlugin,
  filePlugin,
  insightsPlugin,
  knowledgeGraphPlugin,
  legacyBridgePlugin,
  metricsPlugin,
  pollPlugin,
  sqlPlugin,
  systemPlugin,
  tailPlugin,
  webhookPlugin,
]
