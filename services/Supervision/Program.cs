return await Proposals.BuildingBlocks.ServiceHost.RunAsync(args, new Proposals.Supervision.SupervisionModule());
