return await Proposals.BuildingBlocks.ServiceHost.RunAsync(args, new Proposals.Assignments.AssignmentModule());
