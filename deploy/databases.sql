-- One database a service.
CREATE DATABASE proposals_directory;
CREATE DATABASE proposals_intake;
CREATE DATABASE proposals_assignment;
CREATE DATABASE proposals_feedback;
CREATE DATABASE proposals_supervision;
