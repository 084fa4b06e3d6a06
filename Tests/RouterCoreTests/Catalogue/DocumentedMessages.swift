/// The messages that the v1 WebSocket API documentation prints, copied from it unchanged.
enum DocumentedMessages {
  static let all = [
    agentStatus, agentCreated, agentDeleted, inferenceStarted,
    inferenceProgress, inferenceCompleted, inferenceFailed, metricsUpdate,
    performanceAlert, systemAlert, systemStatus, entityCreated,
    relationshipCreated,
  ]

  static let agentStatus = #"""
    {
      "type": "agent_status",
      "timestamp": "2024-01-15T10:31:00Z",
      "data": {
        "agent_id": "agent_123",
        "old_status": "pending",
        "new_status": "active",
        "reason": "started_by_user",
        "last_inference": "2024-01-15T10:30:45Z",
        "inference_count": 1543
      }
    }
    """#

  static let agentCreated = #"""
    {
      "type": "agent_created",
      "timestamp": "2024-01-15T10:32:00Z",
      "data": {
        "agent_id": "agent_789",
        "name": "New Research Agent",
        "template": "research_v2",
        "created_by": "user_456",
        "status": "pending"
      }
    }
    """#

  static let agentDeleted = #"""
    {
      "type": "agent_deleted",
      "timestamp": "2024-01-15T10:33:00Z",
      "data": {
        "agent_id": "agent_456",
        "name": "Old Agent",
        "deleted_by": "user_123",
        "reason": "user_request"
      }
    }
    """#

  static let inferenceStarted = #"""
    {
      "type": "inference_started",
      "timestamp": "2024-01-15T10:34:00Z",
      "data": {
        "inference_id": "inf_789",
        "agent_id": "agent_123",
        "query": "Analyze market trends",
        "estimated_duration": 30,
        "priority": "normal"
      }
    }
    """#

  static let inferenceProgress = #"""
    {
      "type": "inference_progress",
      "timestamp": "2024-01-15T10:34:15Z",
      "data": {
        "inference_id": "inf_789",
        "agent_id": "agent_123",
        "progress": 0.65,
        "stage": "analysis",
        "estimated_remaining": 10
      }
    }
    """#

  static let inferenceCompleted = #"""
    {
      "type": "inference_completed",
      "timestamp": "2024-01-15T10:34:30Z",
      "data": {
        "inference_id": "inf_789",
        "agent_id": "agent_123",
        "status": "completed",
        "processing_time": 30.5,
        "result_summary": {
          "confidence": 0.89,
          "key_findings": ["trend_1", "trend_2"]
        }
      }
    }
    """#

  static let inferenceFailed = #"""
    {
      "type": "inference_failed",
      "timestamp": "2024-01-15T10:34:30Z",
      "data": {
        "inference_id": "inf_789",
        "agent_id": "agent_123",
        "error_code": "TIMEOUT",
        "error_message": "Inference timed out after 300 seconds",
        "processing_time": 300.0
      }
    }
    """#

  static let metricsUpdate = #"""
    {
      "type": "metrics_update",
      "timestamp": "2024-01-15T10:35:00Z",
      "data": {
        "system": {
          "cpu_usage": 45.2,
          "memory_usage": 62.8,
          "active_agents": 12,
          "queue_length": 23
        },
        "agents": {
          "agent_123": {
            "status": "active",
            "inference_rate": 2.5,
            "avg_response_time": 0.234,
            "success_rate": 0.98,
            "current_load": 0.65
          },
          "agent_456": {
            "status": "idle",
            "inference_rate": 0.0,
            "avg_response_time": 0.0,
            "success_rate": 1.0,
            "current_load": 0.0
          }
        }
      }
    }
    """#

  static let performanceAlert = #"""
    {
      "type": "performance_alert",
      "timestamp": "2024-01-15T10:36:00Z",
      "data": {
        "alert_id": "alert_123",
        "severity": "warning",
        "type": "high_memory_usage",
        "message": "Memory usage above 80%",
        "affected_components": ["inference_engine"],
        "current_value": 85.2,
        "threshold": 80.0,
        "recommended_action": "Scale up resources"
      }
    }
    """#

  static let systemAlert = #"""
    {
      "type": "system_alert",
      "timestamp": "2024-01-15T10:37:00Z",
      "data": {
        "alert_id": "alert_456",
        "severity": "error",
        "type": "service_unavailable",
        "message": "Database connection lost",
        "affected_components": ["database", "knowledge_graph"],
        "status": "investigating",
        "estimated_resolution": "2024-01-15T10:45:00Z"
      }
    }
    """#

  static let systemStatus = #"""
    {
      "type": "system_status",
      "timestamp": "2024-01-15T10:38:00Z",
      "data": {
        "old_status": "healthy",
        "new_status": "degraded",
        "reason": "high_load",
        "components": {
          "database": "healthy",
          "redis": "healthy",
          "inference_engine": "degraded"
        }
      }
    }
    """#

  static let entityCreated = #"""
    {
      "type": "entity_created",
      "timestamp": "2024-01-15T10:39:00Z",
      "data": {
        "entity_id": "entity_789",
        "type": "concept",
        "label": "Quantum Computing",
        "created_by": "user_123",
        "properties": {
          "category": "technology",
          "importance": "high"
        }
      }
    }
    """#

  static let relationshipCreated = #"""
    {
      "type": "relationship_created",
      "timestamp": "2024-01-15T10:40:00Z",
      "data": {
        "relationship_id": "rel_456",
        "source_id": "entity_123",
        "target_id": "entity_789",
        "relationship_type": "related_to",
        "strength": 0.85,
        "created_by": "user_123"
      }
    }
    """#
}
