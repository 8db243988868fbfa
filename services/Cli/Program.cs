return await Proposals.Cli.CommandLine.RunAsync(args);
