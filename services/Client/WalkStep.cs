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
/// <param name="Who">Sign-in name of who did it.</param>
/// <param name="What">What was done, in Chinese.</param>
public readonly record struct WalkStep(string Who, string What);
