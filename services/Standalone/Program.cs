return await Proposals.Standalone.Standalone.RunAsync(args);
