package io.cairn.scheduler;

import io.cairn.resource.domain.Kind;
import io.cairn.scheduler.adapter.kinds.DefragmentationPlanKind;
import io.cairn.scheduler.adapter.kinds.FairShareKind;
import io.cairn.scheduler.adapter.kinds.NodeFacts;
import io.cairn.scheduler.adapter.kinds.NodeSpec;
import io.cairn.scheduler.adapter.kinds.NodeStatus;
import io.cairn.scheduler.adapter.kinds.PreemptionBudgetKind;
import io.cairn.scheduler.adapter.kinds.SiteKind;

/** The kinds that this service serves. */
record NodeKinds(Kind<NodeSpec, NodeFacts, NodeStatus> node,
        Kind<DefragmentationPlanKind.Spec, DefragmentationPlanKind.Status, DefragmentationPlanKind.Status> plan,
        Kind<PreemptionBudgetKind.Spec, PreemptionBudgetKind.Facts, PreemptionBudgetKind.Status> budget,
        Kind<SiteKind.Spec, SiteKind.Facts, SiteKind.Status> site,
        Kind<FairShareKind.Spec, FairShareKind.Facts, FairShareKind.Status> share) {}
