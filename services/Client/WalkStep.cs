using System.Diagnostics;
using Grpc.Core;
using Proposals.Assignments.V1;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using CaseView = Proposals.Supervision.V1.CaseView;

namespace Proposals.Client;

/// <summary>A step of a walk.</summary>
/// <param name="Who">Sign-in name of the acting user.</param>
/// <param name="What">The step, in Chinese.</param>
public readonly record struct WalkStep(string Who, string What);
